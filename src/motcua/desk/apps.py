from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "motcua.desk"
    label = "desk"

    def ready(self) -> None:
        """Every module of the desk may write numbers into its addresses."""
        from motcua.desk import converters

        converters.register()
