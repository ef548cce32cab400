from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "motcua.clock"
    label = "clock"
