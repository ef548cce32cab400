import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0001_initial'),
        ('dossiers', '0007_case_work_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='counter_unit',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.unit'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(models.F('counter_unit'), models.F('finished_at'), condition=models.Q(('counter_unit__isnull', False), ('status', 'completed')), name='dossier_other_counter'),
        ),
    ]
