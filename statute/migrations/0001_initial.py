import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('revision', models.PositiveSmallIntegerField(default=1, verbose_name='版次')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='发文字号')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='印发日期')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='来源')),
                ('legal_basis', models.CharField(default='《全国年节及纪念日放假办法》；国务院办公厅年度节假日安排通知', max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, verbose_name='已核实')),
                ('effective_from', models.DateField(blank=True, null=True, verbose_name='启用日期')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('version', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='内容标识')),
                ('superseded_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='statute.calendarnotice', verbose_name='替代版次')),
            ],
            options={
                'verbose_name': '放假安排',
                'verbose_name_plural': '放假安排',
                'ordering': ['-year', '-revision'],
                'constraints': [models.UniqueConstraint(fields=('year', 'revision'), name='calendar_notice_revision_once', violation_error_message='该年份已有这一版次的放假安排。'), models.UniqueConstraint(condition=models.Q(('effective_to__isnull', True)), fields=('year',), name='calendar_notice_one_in_force', violation_error_message='该年份已有现行的放假安排，请更正而不是另建。'), models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_from__isnull', True), ('effective_to__gte', models.F('effective_from')), _connector='OR'), name='calendar_notice_dates_in_order', violation_error_message='停用日期不得早于启用日期。')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='日期')),
                ('is_working', models.BooleanField(verbose_name='上班')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='节日')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='statute.calendarnotice', verbose_name='放假安排')),
            ],
            options={
                'verbose_name': '节假日与调休日',
                'verbose_name_plural': '节假日与调休日',
                'ordering': ['date'],
                'constraints': [models.UniqueConstraint(fields=('notice', 'date'), name='calendar_day_once_per_notice', violation_error_message='同一版放假安排中日期不得重复。'), models.CheckConstraint(condition=models.Q(models.Q(('date__week_day__in', [1, 7]), ('is_working', True)), models.Q(('date__week_day__in', [2, 3, 4, 5, 6]), ('is_working', False)), _connector='OR'), name='calendar_day_is_exceptional', violation_error_message='只登记工作日放假和周末上班的日期。')],
            },
        ),
        migrations.CreateModel(
            name='LegalInstrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=20, verbose_name='代码')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('number', models.CharField(blank=True, max_length=120, verbose_name='文号')),
                ('in_force_from', models.CharField(blank=True, max_length=60, verbose_name='施行时间')),
                ('in_force_on', models.DateField(blank=True, null=True, verbose_name='施行日期')),
                ('tag', models.CharField(choices=[('S', '已读全文'), ('S½', '已读部分'), ('K', '未见原文')], max_length=2, verbose_name='核对程度')),
                ('verified', models.BooleanField(default=False, verbose_name='已核实')),
                ('on_platform', models.BooleanField(default=False, help_text='国办公开办函〔2019〕61号', verbose_name='列入政府信息公开制度')),
                ('url', models.CharField(blank=True, max_length=300, validators=[django.core.validators.URLValidator(['https', 'http'])], verbose_name='原文网址')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('effective_from', models.DateField(blank=True, null=True, verbose_name='启用日期')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
            ],
            options={
                'verbose_name': '法律依据',
                'verbose_name_plural': '法律依据',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('effective_to__isnull', True)), fields=('key',), name='legal_instrument_one_in_force', violation_error_message='该代码已有现行的法律依据。'), models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_from__isnull', True), ('effective_to__gte', models.F('effective_from')), _connector='OR'), name='legal_instrument_dates_in_order', violation_error_message='停用日期不得早于启用日期。')],
            },
        ),
        migrations.CreateModel(
            name='ReviewPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=40, verbose_name='审核环节')),
                ('working_days', models.PositiveSmallIntegerField(verbose_name='工作日数')),
                ('legal_basis', models.CharField(max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, verbose_name='已核实')),
                ('effective_from', models.DateField(verbose_name='启用日期')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
            ],
            options={
                'verbose_name': '审核时限',
                'verbose_name_plural': '审核时限',
                'ordering': ['step', '-effective_from', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('effective_to__isnull', True)), fields=('step',), name='review_period_one_in_force', violation_error_message='该审核环节已有现行时限。'), models.CheckConstraint(condition=models.Q(('working_days__gte', 1)), name='review_period_at_least_one_day', violation_error_message='审核时限至少为1个工作日。'), models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_to__gte', models.F('effective_from')), _connector='OR'), name='review_period_dates_in_order', violation_error_message='停用日期不得早于启用日期。')],
            },
        ),
        migrations.CreateModel(
            name='SpecialPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, verbose_name='代码')),
                ('matter', models.CharField(max_length=200, verbose_name='事项')),
                ('kind', models.CharField(choices=[('within', '在期限内公开'), ('posted', '公示不少于'), ('before', '提前不少于'), ('answered', '在期限内答复'), ('until', '公示期满撤下')], max_length=10, verbose_name='种类')),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='数字')),
                ('unit', models.CharField(blank=True, choices=[('workday', '工作日'), ('day', '日'), ('week', '周'), ('month', '月'), ('year', '年')], max_length=10, verbose_name='单位')),
                ('trigger', models.CharField(blank=True, choices=[('formed', '信息形成或变更'), ('made_or_obtained', '制作或获取信息'), ('approved', '批准'), ('received', '收到'), ('decided', '作出决定'), ('applied', '收到申请'), ('signed', '合同签订'), ('other', '事项发生')], max_length=20, verbose_name='起算')),
                ('event', models.CharField(blank=True, max_length=200, verbose_name='起算事件或原文说法')),
                ('source', models.CharField(max_length=200, verbose_name='依据的法律、法规')),
                ('article', models.CharField(blank=True, max_length=120, verbose_name='条款')),
                ('verified', models.BooleanField(default=False, verbose_name='已核实')),
                ('effective_from', models.DateField(blank=True, null=True, verbose_name='启用日期')),
                ('effective_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
            ],
            options={
                'verbose_name': '特别期限',
                'verbose_name_plural': '特别期限',
                'ordering': ['key', '-effective_from', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('effective_to__isnull', True)), fields=('key',), name='special_period_one_in_force', violation_error_message='该事项已有现行的特别期限。'), models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('unit', '')), models.Q(('number__gte', 1), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='special_period_number_has_unit', violation_error_message='数字和单位应当同时填写，或者都不填。'), models.CheckConstraint(condition=models.Q(('number__isnull', False), models.Q(('event', ''), _negated=True), _connector='OR'), name='special_period_number_or_words', violation_error_message='没有数字的规定，应当写明原文的说法。'), models.CheckConstraint(condition=models.Q(('effective_to__isnull', True), ('effective_from__isnull', True), ('effective_to__gte', models.F('effective_from')), _connector='OR'), name='special_period_dates_in_order', violation_error_message='停用日期不得早于启用日期。')],
            },
        ),
    ]
