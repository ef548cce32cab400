from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "motcua.pages"
    label = "pages"
