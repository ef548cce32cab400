from django.db import migrations, models
from django.db.models import PROTECT

OPEN = [
    "accepted",
    "obligation_requested",
    "processing",
    "registered",
    "supplement_requested",
    "withdrawal_requested",
]
STATES = [("prepared", "Chờ xác nhận"), ("confirmed", "Đã chuyển"), ("withdrawn", "Đã rút")]


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0013_lists_and_books"),
        ("procedures", "0002_frozen"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcessMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mapping", models.JSONField()),
                ("reason", models.TextField()),
                ("rehearsed", models.JSONField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("state", models.CharField(choices=STATES, default="prepared", max_length=9)),
                ("prepared_by", models.CharField(max_length=80)),
                ("prepared_at", models.DateTimeField()),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                ("settled_at", models.DateTimeField(null=True)),
                ("moved", models.PositiveIntegerField(default=0)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to="procedures.internalprocess"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to="procedures.internalprocess"
                    ),
                ),
            ],
            options={
                "ordering": ["-prepared_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["source"],
                        name="process_move_one_prepared",
                        condition=models.Q(state="prepared"),
                    ),
                    models.CheckConstraint(
                        name="process_move_settled_has_moment",
                        condition=models.Q(
                            ("state", "prepared"), ("settled_at__isnull", False), _connector="OR"
                        ),
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                "procedure_version",
                "id",
                condition=models.Q(status__in=OPEN),
                name="dossier_open_of_version",
            ),
        ),
    ]
