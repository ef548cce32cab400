import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('source', models.TextField()),
                ('at', models.DateTimeField()),
                ('counts', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('kind', models.CharField(choices=[('standard', 'Do bộ, ngành công bố'), ('specific', 'Do địa phương quy định'), ('internal', 'Nội bộ giữa các cơ quan')], max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('number', models.CharField(max_length=60)),
                ('signed_on', models.DateField()),
                ('kind', models.CharField(choices=[('new', 'Mới ban hành'), ('amended', 'Sửa đổi, bổ sung'), ('replaced', 'Thay thế'), ('abolished', 'Bãi bỏ, hủy bỏ'), ('standardised', 'Chuẩn hóa')], max_length=12)),
                ('issuer', models.CharField(max_length=200)),
                ('sector_code', models.CharField(blank=True, max_length=20)),
                ('effective_on', models.DateField()),
                ('summary', models.TextField()),
                ('legal_bases', models.JSONField(default=list)),
                ('registered_at', models.DateTimeField()),
                ('replaces', models.ManyToManyField(related_name='replaced_by', to='procedures.announcement')),
            ],
            options={
                'ordering': ['-signed_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='InternalProcess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Bản nháp'), ('published', 'Đã phê duyệt')], default='draft', max_length=9)),
                ('content', models.JSONField()),
                ('drafted_by', models.CharField(max_length=80)),
                ('drafted_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('announcement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='procedures.announcement')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='processes', to='procedures.procedure')),
            ],
            options={
                'ordering': ['procedure', 'number'],
            },
        ),
        migrations.CreateModel(
            name='ProcedureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('scope', models.CharField(max_length=100)),
                ('state', models.CharField(choices=[('draft', 'Bản nháp'), ('published', 'Đã công bố'), ('retired', 'Đã rút trước khi có hiệu lực')], default='draft', max_length=9)),
                ('effective_from', models.DateField(null=True)),
                ('effective_to', models.DateField(null=True)),
                ('content', models.JSONField()),
                ('code', models.CharField(max_length=30)),
                ('name', models.TextField()),
                ('lowered', models.TextField()),
                ('folded', models.TextField()),
                ('initials', models.TextField()),
                ('name_key', models.TextField()),
                ('sector_code', models.CharField(db_index=True, max_length=20)),
                ('sector_name', models.TextField()),
                ('levels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None)),
                ('competence_level', models.CharField(choices=[('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã')], max_length=10)),
                ('competence_agency', models.CharField(blank=True, max_length=80)),
                ('online_level', models.CharField(choices=[('information', 'Cung cấp thông tin trực tuyến'), ('partial', 'Dịch vụ công trực tuyến một phần'), ('full', 'Dịch vụ công trực tuyến toàn trình')], max_length=12)),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('provenance', models.CharField(choices=[('verified', 'Đã đối chiếu nguồn'), ('catalogue', 'Theo danh mục quốc gia'), ('memory', 'Chưa đối chiếu nguồn')], max_length=10)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('drafted_by', models.CharField(max_length=80)),
                ('drafted_at', models.DateTimeField()),
                ('published_by', models.CharField(blank=True, max_length=80)),
                ('published_at', models.DateTimeField(null=True)),
                ('announcement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='procedures.announcement')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='procedures.procedure')),
                ('process', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='procedures.internalprocess')),
            ],
            options={
                'ordering': ['procedure', 'number'],
            },
        ),
        migrations.CreateModel(
            name='PublicationDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency_key', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('national_entry', 'Nhập Cơ sở dữ liệu quốc gia'), ('electronic_process', 'Thiết lập quy trình điện tử'), ('posting', 'Niêm yết công khai'), ('website', 'Đăng trên trang thông tin điện tử')], max_length=20)),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(null=True)),
                ('proof', models.TextField(blank=True)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='procedures.announcement')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='QuarantinedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('code', models.CharField(blank=True, max_length=120)),
                ('name', models.TextField(blank=True)),
                ('raw', models.JSONField()),
                ('reasons', models.JSONField()),
                ('state', models.CharField(choices=[('open', 'Chờ quyết định'), ('taken', 'Đã nhận'), ('merged', 'Đã gộp'), ('dismissed', 'Đã loại')], default='open', max_length=9)),
                ('decided_by', models.CharField(blank=True, max_length=80)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_note', models.TextField(blank=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='procedures.importbatch')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedureversion')),
            ],
            options={
                'ordering': ['code', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.UniqueConstraint(fields=('number', 'signed_on', 'issuer'), name='announcement_once'),
        ),
        migrations.AddConstraint(
            model_name='internalprocess',
            constraint=models.UniqueConstraint(fields=('procedure', 'number'), name='process_number_once'),
        ),
        migrations.AddConstraint(
            model_name='internalprocess',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='process_published_has_moment'),
        ),
        migrations.AddIndex(
            model_name='procedureversion',
            index=django.contrib.postgres.indexes.GinIndex(fields=['folded'], name='version_folded_trgm', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='procedureversion',
            index=django.contrib.postgres.indexes.GinIndex(fields=['initials'], name='version_initials_trgm', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=models.UniqueConstraint(fields=('procedure', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('announcement__isnull', False), ('effective_from__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='version_published_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_to__gt', models.F('effective_from')), _connector='OR'), name='version_period_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'published')), expressions=[('procedure', '='), ('scope', '='), (models.Func(models.F('effective_from'), models.F('effective_to'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='version_periods_apart'),
        ),
        migrations.AddConstraint(
            model_name='publicationduty',
            constraint=models.UniqueConstraint(fields=('announcement', 'agency_key', 'kind'), name='publication_duty_once'),
        ),
        migrations.AddIndex(
            model_name='quarantinedrecord',
            index=models.Index(fields=['state', 'code'], name='quarantine_state_code'),
        ),
        migrations.AddConstraint(
            model_name='quarantinedrecord',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), ('decided_at__isnull', False), _connector='OR'), name='quarantine_decided_has_moment'),
        ),
    ]
