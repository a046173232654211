import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('supervision', '0002_published_is_frozen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteProbe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, verbose_name='时间')),
                ('status', models.PositiveSmallIntegerField(verbose_name='状态码')),
                ('milliseconds', models.PositiveIntegerField(verbose_name='用时（毫秒）')),
                ('failed', models.BooleanField(default=False, verbose_name='无法访问')),
            ],
            options={
                'verbose_name': '探测记录',
                'verbose_name_plural': '探测记录',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='CheckIndicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, verbose_name='编号')),
                ('part', models.CharField(choices=[('veto', '单项否决'), ('deduct', '扣分指标'), ('bonus', '加分指标')], max_length=10, verbose_name='部分')),
                ('group', models.CharField(max_length=30, verbose_name='类别')),
                ('name', models.CharField(max_length=60, verbose_name='指标')),
                ('points', models.DecimalField(decimal_places=1, default=0, max_digits=5, verbose_name='分值')),
                ('per_fault', models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name='每处扣分')),
                ('rule_text', models.CharField(max_length=500, verbose_name='检查内容和标准')),
                ('auto_rule', models.CharField(blank=True, max_length=30, verbose_name='自动统计')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('source', models.CharField(max_length=200, verbose_name='来源')),
                ('verified', models.BooleanField(default=False, verbose_name='已核实')),
                ('effective_from', models.DateField(verbose_name='启用日期')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
            ],
            options={
                'verbose_name': '检查指标',
                'verbose_name_plural': '检查指标',
                'ordering': ['position', 'code', '-effective_from', '-pk'],
                'constraints': [models.UniqueConstraint(models.F('code'), condition=models.Q(('effective_to', None)), name='check_indicator_one_in_force', violation_error_message='这项指标已有现行的一条。'), models.CheckConstraint(condition=models.Q(('effective_to', None), ('effective_to__gte', models.F('effective_from')), _connector='OR'), name='check_indicator_dates_in_order', violation_error_message='停用日期不得早于启用日期。'), models.CheckConstraint(condition=models.Q(models.Q(('part', 'veto'), ('points', 0)), models.Q(models.Q(('part', 'veto'), _negated=True), ('per_fault__gte', 0), ('points__gt', 0)), _connector='OR'), name='check_indicator_points', violation_error_message='单项否决不计分，其他指标的分值应大于零。')],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', '等待开始'), ('running', '正在检查'), ('done', '已完成'), ('failed', '没有完成')], default='waiting', max_length=10, verbose_name='状态')),
                ('on', models.DateField(verbose_name='自查日期')),
                ('asked_at', models.DateTimeField(verbose_name='发起时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='没有完成的原因')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='检查页面')),
                ('links', models.PositiveIntegerField(default=0, verbose_name='检查链接')),
                ('vetoes', models.PositiveSmallIntegerField(default=0, verbose_name='单项否决')),
                ('still_open', models.PositiveSmallIntegerField(default=0, verbose_name='待人工核对')),
                ('part_two', models.DecimalField(decimal_places=1, max_digits=5, null=True, verbose_name='扣分后得分')),
                ('bonus', models.DecimalField(decimal_places=1, max_digits=5, null=True, verbose_name='加分')),
                ('total', models.DecimalField(decimal_places=1, max_digits=5, null=True, verbose_name='总分')),
                ('passed', models.BooleanField(null=True, verbose_name='合格')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='accounts.organisation', verbose_name='县')),
            ],
            options={
                'verbose_name': '网站自查',
                'verbose_name_plural': '网站自查',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='InspectionLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('code', models.CharField(max_length=10, verbose_name='编号')),
                ('part', models.CharField(choices=[('veto', '单项否决'), ('deduct', '扣分指标'), ('bonus', '加分指标')], max_length=10, verbose_name='部分')),
                ('group', models.CharField(max_length=30, verbose_name='类别')),
                ('name', models.CharField(max_length=60, verbose_name='指标')),
                ('points', models.DecimalField(decimal_places=1, max_digits=5, verbose_name='分值')),
                ('per_fault', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='每处扣分')),
                ('rule_text', models.CharField(max_length=500, verbose_name='检查内容和标准')),
                ('auto_rule', models.CharField(blank=True, max_length=30, verbose_name='自动统计')),
                ('verified', models.BooleanField(default=False, verbose_name='已核实')),
                ('light', models.CharField(choices=[('red', '不合格'), ('amber', '需改进'), ('green', '合格'), ('open', '待人工核对')], max_length=10, verbose_name='结果')),
                ('faults', models.PositiveIntegerField(default=0, verbose_name='问题数')),
                ('score', models.DecimalField(decimal_places=1, max_digits=5, null=True, verbose_name='得分')),
                ('said', models.CharField(max_length=500, verbose_name='检查情况')),
                ('evidence', models.JSONField(default=list, verbose_name='证据')),
                ('asks', models.BooleanField(default=False, verbose_name='须人工核对')),
                ('judged_on', models.DateField(null=True, verbose_name='核对日期')),
                ('judged_note', models.CharField(blank=True, max_length=500, verbose_name='核对情况')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='supervision.inspection')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核对人')),
            ],
            options={
                'verbose_name': '自查指标结果',
                'verbose_name_plural': '自查指标结果',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SiteColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, verbose_name='代码')),
                ('name', models.CharField(max_length=60, verbose_name='栏目')),
                ('source', models.CharField(max_length=30, verbose_name='统计口径')),
                ('group', models.CharField(choices=[('news', '动态要闻类'), ('notice', '通知公告、政策文件类'), ('other', '其他应更新栏目')], max_length=10, verbose_name='类别')),
                ('cycle_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='更新周期（天）')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                ('legal_basis', models.CharField(max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, verbose_name='已核实')),
                ('effective_from', models.DateField(verbose_name='启用日期')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
            ],
            options={
                'verbose_name': '栏目更新规则',
                'verbose_name_plural': '栏目更新规则',
                'ordering': ['position', 'code', '-effective_from', '-pk'],
                'constraints': [models.UniqueConstraint(models.F('code'), condition=models.Q(('effective_to', None)), name='site_column_one_in_force', violation_error_message='这个栏目已有现行规则。'), models.CheckConstraint(condition=models.Q(('effective_to', None), ('effective_to__gte', models.F('effective_from')), _connector='OR'), name='site_column_dates_in_order', violation_error_message='停用日期不得早于启用日期。'), models.CheckConstraint(condition=models.Q(('cycle_days__gte', 1)), name='site_column_has_a_cycle', violation_error_message='更新周期至少1天。')],
            },
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.UniqueConstraint(models.F('county'), condition=models.Q(('state__in', ('waiting', 'running'))), name='inspection_one_at_a_time', violation_error_message='已有一次自查正在进行。'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('finished_at__isnull', False), ('passed__isnull', False)), _connector='OR'), name='inspection_done_has_a_verdict', violation_error_message='完成的自查须有结论和完成时间。'),
        ),
        migrations.AddConstraint(
            model_name='inspectionline',
            constraint=models.UniqueConstraint(models.F('inspection'), models.F('code'), name='inspection_line_once'),
        ),
        migrations.AddConstraint(
            model_name='inspectionline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('light', 'open'), _negated=True), ('asks', True), _connector='OR'), name='inspection_line_open_only_if_it_asks', violation_error_message='自动统计的指标不能留待核对。'),
        ),
        migrations.AddConstraint(
            model_name='inspectionline',
            constraint=models.CheckConstraint(condition=models.Q(('judged_by', None), models.Q(('asks', True), ('judged_on__isnull', False), models.Q(('judged_note', ''), _negated=True), models.Q(('light', 'open'), _negated=True)), _connector='OR'), name='inspection_line_judged_by_somebody', violation_error_message='核对须有结论、日期和情况说明。'),
        ),
    ]
