from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "motcua.rulebook"
    label = "rulebook"
