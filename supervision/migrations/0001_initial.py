import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('catalog', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnualReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('version', models.CharField(choices=[('2021', '2021年版式'), ('2019', '2019年版式')], default='2021', max_length=4, verbose_name='版式')),
                ('origin', models.CharField(choices=[('computed', '系统统计'), ('entered', '人工填报'), ('imported', '导入以前公布的报告')], default='computed', max_length=10, verbose_name='数据来源')),
                ('source_note', models.CharField(blank=True, max_length=200, verbose_name='原公布的出处和日期')),
                ('state', models.CharField(choices=[('draft', '编制中'), ('submitted', '待签发'), ('published', '已公布')], default='draft', max_length=10, verbose_name='状态')),
                ('header', models.TextField(blank=True, max_length=2000, verbose_name='报头')),
                ('overview', models.TextField(blank=True, max_length=20000, verbose_name='一、总体情况')),
                ('problems', models.TextField(blank=True, max_length=10000, verbose_name='五、存在的主要问题及改进情况')),
                ('other', models.TextField(blank=True, max_length=10000, verbose_name='六、其他需要报告的事项')),
                ('tables', models.JSONField(default=dict, verbose_name='表内数据')),
                ('counted', models.JSONField(default=dict, verbose_name='系统统计')),
                ('parts', models.JSONField(default=dict, verbose_name='各单位合计')),
                ('explanations', models.JSONField(default=dict, verbose_name='差异说明')),
                ('content_hash', models.CharField(blank=True, max_length=64, verbose_name='内容摘要')),
                ('signed_hash', models.CharField(blank=True, max_length=64, verbose_name='签发的内容摘要')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修改次数')),
                ('started_on', models.DateField(verbose_name='开始编制日期')),
                ('submitted_on', models.DateField(null=True, verbose_name='送签日期')),
                ('published_on', models.DateField(help_text='签发公布的同时报县政务公开主管部门', null=True, verbose_name='公布日期')),
                ('published_at', models.DateTimeField(null=True, verbose_name='公布时间')),
                ('returned_reason', models.TextField(blank=True, max_length=1000, verbose_name='退回意见')),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='最近修改人')),
                ('preparers', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='参与编制的人')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='送签人')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annual_reports', to='accounts.organisation', verbose_name='单位')),
            ],
            options={
                'verbose_name': '年度报告',
                'verbose_name_plural': '年度报告',
                'ordering': ['-year', 'unit__tree_id', 'unit__lft'],
                'indexes': [models.Index(fields=['state', 'year'], name='annual_report_by_state')],
                'constraints': [models.UniqueConstraint(models.F('unit'), models.F('year'), name='annual_report_once', violation_error_message='这个单位这一年度的报告已经开始编制。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('signed_by__isnull', False), models.Q(('signed_by', models.F('submitted_by')), _negated=True), models.Q(('signed_by', models.F('started_by')), _negated=True), models.Q(('signed_by', models.F('edited_by')), _negated=True)), _connector='OR'), name='annual_report_signed_by_another', violation_error_message='编制、送签的人不能签发。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(models.Q(('signed_hash', ''), _negated=True), ('signed_hash', models.F('content_hash')), ('published_at__isnull', False)), _connector='OR'), name='annual_report_published_as_signed', violation_error_message='公布的必须与签发的完全一致。'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('submitted_by__isnull', False), ('submitted_on__isnull', False)), _connector='OR'), name='annual_report_submitted_by_somebody', violation_error_message='送签的报告须有送签人和日期。'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'imported'), _negated=True), models.Q(('source_note', ''), _negated=True), _connector='OR'), name='annual_report_import_names_its_source', violation_error_message='导入的报告须写明原来在哪里、什么时候公布。')],
            },
        ),
        migrations.CreateModel(
            name='Adjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField(default=list, verbose_name='更正的数据')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('state', models.CharField(choices=[('proposed', '待签发'), ('signed', '已更正'), ('declined', '未同意')], default='proposed', max_length=10, verbose_name='状态')),
                ('proposed_on', models.DateField(verbose_name='提出日期')),
                ('decided_on', models.DateField(null=True, verbose_name='签发日期')),
                ('opinion', models.CharField(blank=True, max_length=500, verbose_name='意见')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='supervision.annualreport', verbose_name='年度报告')),
            ],
            options={
                'verbose_name': '年度报告更正',
                'verbose_name_plural': '年度报告更正',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(models.F('report'), condition=models.Q(('state', 'proposed')), name='adjustment_one_waiting', violation_error_message='这份报告已有一项更正在等签发。'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='adjustment_signed_by_another', violation_error_message='提出更正的人不能签发。'), models.CheckConstraint(condition=models.Q(('state', 'proposed'), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), name='adjustment_decided_by_somebody', violation_error_message='签发的更正须有签发人和日期。'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='adjustment_has_reason', violation_error_message='更正须写明理由。')],
            },
        ),
        migrations.CreateModel(
            name='ReportReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('kind', models.CharField(max_length=20, verbose_name='事项')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('on', models.DateField(verbose_name='提醒日期')),
                ('escalated', models.BooleanField(default=False, verbose_name='已报负责人和主管部门')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation', verbose_name='单位')),
            ],
            options={
                'verbose_name': '年度报告催办',
                'verbose_name_plural': '年度报告催办',
                'indexes': [models.Index(fields=['on'], name='report_reminder_by_day')],
                'constraints': [models.UniqueConstraint(models.F('unit'), models.F('year'), models.F('kind'), name='report_reminder_once')],
            },
        ),
        migrations.CreateModel(
            name='ItemStanding',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to='catalog.item', verbose_name='公开事项')),
                ('last_on', models.DateField(verbose_name='最近公开日期')),
            ],
            options={
                'verbose_name': '事项更新日',
                'verbose_name_plural': '覆盖与更新',
                'ordering': ['item'],
            },
        ),
        migrations.CreateModel(
            name='ExchangeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('out', '报送'), ('in', '回复')], max_length=3, verbose_name='方向')),
                ('number', models.CharField(max_length=60, verbose_name='编号')),
                ('partner', models.CharField(max_length=100, verbose_name='对方')),
                ('made_on', models.DateField(verbose_name='制作日期')),
                ('text', models.TextField(verbose_name='文件内容')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='文件摘要')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('answers', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reply', to='supervision.exchangefile', verbose_name='回复的文件')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exchange_files', to='accounts.organisation', verbose_name='县')),
            ],
            options={
                'verbose_name': '市县交换文件',
                'verbose_name_plural': '市县交换',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('county', 'direction', 'number'), name='exchange_number_once', violation_error_message='这个编号已经用过。'), models.CheckConstraint(condition=models.Q(models.Q(('answers', None), ('direction', 'out')), models.Q(('answers__isnull', False), ('direction', 'in')), _connector='OR'), name='exchange_reply_answers_a_file', violation_error_message='回复必须对应一份报送文件。')],
            },
        ),
    ]
