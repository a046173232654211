
import django.core.validators
import django.db.models.deletion
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

FROZEN = (
    ("supervision_score_frozen", "supervision_score", "OLD.frozen", "已封存的得分不能改动"),
    ("supervision_result_frozen", "supervision_result", "OLD.frozen", "已封存的考核结果不能改动"),
    ("supervision_indicator_frozen", "supervision_indicator", "OLD.frozen", "已公布的考核指标不能改动"),
    ("supervision_scheme_frozen", "supervision_scheme", "OLD.frozen", "已公布的考核方案不能改动"),
    ("supervision_evaluation_frozen", "supervision_evaluation", "OLD.stage IN ('published', 'void')",
     "已公布的考核不能改动"),
)


def forwards(apps, schema_editor):
    """The database itself refuses to change or take away what is frozen, as 0002 does for reports."""
    for name, table, condition, sentence in FROZEN:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN ({condition}) "
                f"EXECUTE FUNCTION {name}()"
            )
            continue
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )


def backwards(apps, schema_editor):
    for name, table, _, _ in FROZEN:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
            continue
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {name}_{event}")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('catalog', '0002_published_is_immutable'),
        ('supervision', '0002_published_is_frozen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unpublished', '应当主动公开而没有公开'), ('no_reply', '申请公开没有依法答复'), ('outdated', '公开的内容、指南或者目录没有及时更新'), ('convenience', '查阅场所、申请渠道不畅通'), ('other', '其他违反《政府信息公开条例》的情形')], max_length=12, verbose_name='投诉事项')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='投诉编号')),
                ('code_hash', models.CharField(max_length=64, verbose_name='查询码摘要')),
                ('idempotency_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='提交标识')),
                ('application', models.CharField(blank=True, max_length=30, verbose_name='申请登记编号')),
                ('subject', models.CharField(max_length=100, verbose_name='标题')),
                ('text', models.TextField(max_length=3000, verbose_name='事实和理由')),
                ('state', models.CharField(choices=[('received', '待受理'), ('checking', '核查中'), ('rectifying', '整改中'), ('deciding', '待审定'), ('concluded', '已办结')], default='received', max_length=12, verbose_name='状态')),
                ('received_at', models.DateTimeField(verbose_name='提交时间')),
                ('received_on', models.DateField(verbose_name='收到日期')),
                ('due_on', models.DateField(verbose_name='办结期限')),
                ('due_provisional', models.BooleanField(default=False, verbose_name='暂定')),
                ('finding', models.CharField(blank=True, choices=[('upheld', '属实，已经整改'), ('unfounded', '不属实'), ('out_of_scope', '不属于政务公开投诉的范围')], max_length=12, verbose_name='核查结论')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='告知投诉人')),
                ('concluded_on', models.DateField(null=True, verbose_name='办结日期')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修改次数')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='县')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审定人')),
                ('found_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核查人')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item', verbose_name='公开事项')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='accounts.organisation', verbose_name='被投诉单位')),
            ],
            options={
                'verbose_name': '投诉举报',
                'verbose_name_plural': '投诉举报',
                'ordering': ['-received_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Complainant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name_sealed', models.BinaryField(default=b'')),
                ('phone_sealed', models.BinaryField(default=b'')),
                ('email_sealed', models.BinaryField(default=b'')),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='complainant', to='supervision.complaint')),
            ],
            options={
                'verbose_name': '投诉人',
                'verbose_name_plural': '投诉人',
            },
        ),
        migrations.CreateModel(
            name='ComplaintNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='内容')),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('sent', '已发送'), ('failed', '未能发送')], default='waiting', max_length=8, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='尝试次数')),
                ('next_attempt_at', models.DateTimeField(null=True, verbose_name='下次尝试')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='发送时间')),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice', to='supervision.complaint')),
            ],
            options={
                'verbose_name': '投诉结果通知',
                'verbose_name_plural': '投诉结果通知',
            },
        ),
        migrations.CreateModel(
            name='ComplaintStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('what', models.CharField(max_length=40, verbose_name='事项')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('public_note', models.CharField(blank=True, max_length=300, verbose_name='告知投诉人')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='supervision.complaint')),
            ],
            options={
                'verbose_name': '投诉办理经过',
                'verbose_name_plural': '投诉办理经过',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('start', models.DateField(verbose_name='考核期起')),
                ('end', models.DateField(verbose_name='考核期止')),
                ('stage', models.CharField(choices=[('preparing', '编制中'), ('reviewing', '征求被评单位意见'), ('frozen', '已封存，待公布'), ('published', '已公布'), ('void', '已作废')], default='preparing', max_length=10, verbose_name='环节')),
                ('measured_on', models.DateField(null=True, verbose_name='取数日期')),
                ('objections_until', models.DateField(null=True, verbose_name='异议期限')),
                ('frozen_on', models.DateField(null=True, verbose_name='封存日期')),
                ('bounds', models.JSONField(default=dict, verbose_name='分数线')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='封存事实的摘要')),
                ('published_on', models.DateField(null=True, verbose_name='公布日期')),
                ('void_reason', models.CharField(blank=True, max_length=300, verbose_name='作废理由')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修改次数')),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='县')),
                ('frozen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='封存人')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='公布人')),
            ],
            options={
                'verbose_name': '考核评估',
                'verbose_name_plural': '考核评估',
                'ordering': ['-end', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Rectification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, unique=True, verbose_name='编号')),
                ('kind', models.CharField(choices=[('urge', '督促整改'), ('order', '责令改正')], default='urge', max_length=8, verbose_name='方式')),
                ('reference', models.CharField(blank=True, max_length=200, verbose_name='问题来源')),
                ('demand', models.TextField(max_length=2000, verbose_name='存在的问题和整改要求')),
                ('legal_basis', models.CharField(max_length=200, verbose_name='依据')),
                ('state', models.CharField(choices=[('open', '待整改'), ('handed_in', '待验收'), ('closed', '验收合格'), ('cancelled', '已撤销')], default='open', max_length=10, verbose_name='状态')),
                ('issued_on', models.DateField(verbose_name='下达日期')),
                ('counts_from', models.DateField(verbose_name='期限起算日')),
                ('working_days', models.PositiveSmallIntegerField(verbose_name='整改期限（工作日）')),
                ('due_on', models.DateField(verbose_name='整改期限')),
                ('due_provisional', models.BooleanField(default=False, verbose_name='暂定')),
                ('extended_by_days', models.PositiveSmallIntegerField(default=0, verbose_name='延长（工作日）')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='第几次整改')),
                ('criticised_on', models.DateField(null=True, verbose_name='通报批评日期')),
                ('criticism', models.CharField(blank=True, max_length=500, verbose_name='通报批评')),
                ('closed_on', models.DateField(null=True, verbose_name='办结日期')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='修改次数')),
                ('complaint', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order', to='supervision.complaint', verbose_name='投诉')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='县')),
                ('criticised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='通报人')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='下达人')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item', verbose_name='公开事项')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rectifications', to='accounts.organisation', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '整改事项',
                'verbose_name_plural': '整改事项',
                'ordering': ['-issued_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RectificationReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='事项')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('on', models.DateField(verbose_name='提醒日期')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='supervision.rectification')),
            ],
            options={
                'verbose_name': '整改催办',
                'verbose_name_plural': '整改催办',
            },
        ),
        migrations.CreateModel(
            name='RepairReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='第几次整改')),
                ('text', models.TextField(max_length=2000, verbose_name='整改情况')),
                ('page_url', models.CharField(blank=True, max_length=300, verbose_name='可以看到结果的网页')),
                ('on', models.DateField(verbose_name='报送日期')),
                ('late', models.BooleanField(default=False, verbose_name='逾期报送')),
                ('good', models.BooleanField(null=True, verbose_name='验收合格')),
                ('verdict', models.CharField(blank=True, max_length=500, verbose_name='验收意见')),
                ('judged_on', models.DateField(null=True, verbose_name='验收日期')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报送人')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='验收人')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='supervision.rectification')),
            ],
            options={
                'verbose_name': '整改情况',
                'verbose_name_plural': '整改情况',
                'ordering': ['round'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=20, verbose_name='类别')),
                ('total', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='总分')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='排名')),
                ('notice', models.CharField(blank=True, choices=[('praise', '通报表扬'), ('', '—'), ('urge', '督促整改'), ('criticise', '通报批评')], max_length=10, verbose_name='通报')),
                ('frozen', models.BooleanField(default=False)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='supervision.evaluation')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='accounts.organisation', verbose_name='单位')),
            ],
            options={
                'verbose_name': '考核结果',
                'verbose_name_plural': '考核结果',
                'ordering': ['group', 'rank', 'unit__lft'],
            },
        ),
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True, verbose_name='版次')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('legal_basis', models.CharField(max_length=300, verbose_name='依据')),
                ('praise_from', models.DecimalField(decimal_places=2, default=Decimal('90'), max_digits=5, verbose_name='通报表扬（不低于）')),
                ('urge_below', models.DecimalField(decimal_places=2, default=Decimal('75'), max_digits=5, verbose_name='督促整改（低于）')),
                ('criticise_below', models.DecimalField(decimal_places=2, default=Decimal('60'), max_digits=5, verbose_name='通报批评（低于）')),
                ('published_on', models.DateField(null=True, verbose_name='公布日期')),
                ('frozen', models.BooleanField(default=False)),
                ('prepared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='拟定人')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='公布人')),
            ],
            options={
                'verbose_name': '考核方案',
                'verbose_name_plural': '考核方案',
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='顺序')),
                ('head', models.CharField(max_length=30, verbose_name='一级指标')),
                ('code', models.SlugField(max_length=40, verbose_name='代码')),
                ('name', models.CharField(max_length=100, verbose_name='指标')),
                ('points', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='分值')),
                ('measure', models.CharField(blank=True, help_text='空白的由人工填写并附依据', max_length=40, verbose_name='系统取数')),
                ('full', models.DecimalField(decimal_places=2, default=Decimal('100'), max_digits=7, verbose_name='得满分的值')),
                ('zero', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=7, verbose_name='得零分的值')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('frozen', models.BooleanField(default=False)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='supervision.scheme', verbose_name='方案')),
            ],
            options={
                'verbose_name': '考核指标',
                'verbose_name_plural': '考核指标',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='evaluation',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.scheme', verbose_name='方案'),
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facts', models.JSONField(default=dict, verbose_name='事实')),
                ('points', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='得分')),
                ('frozen', models.BooleanField(default=False)),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填写人')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='supervision.evaluation')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supervision.indicator', verbose_name='指标')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='accounts.organisation', verbose_name='单位')),
            ],
            options={
                'verbose_name': '指标得分',
                'verbose_name_plural': '指标得分',
                'ordering': ['indicator__position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ScoreObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='异议')),
                ('on', models.DateField(verbose_name='提出日期')),
                ('accepted', models.BooleanField(null=True, verbose_name='采纳')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='答复')),
                ('answered_on', models.DateField(null=True, verbose_name='答复日期')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='supervision.score')),
            ],
            options={
                'verbose_name': '考核异议',
                'verbose_name_plural': '考核异议',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SupervisionCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=4)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('kind'), models.F('year'), name='supervision_counter_once')],
            },
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['state', 'due_on'], name='complaint_by_due'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['unit', 'state'], name='complaint_by_unit'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('found_by')), _negated=True), _connector='OR'), name='complaint_decided_by_another', violation_error_message='提出核查结论的人不能自己审定。'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'concluded'), _negated=True), models.Q(('concluded_on__isnull', False), models.Q(('answer', ''), _negated=True), models.Q(('finding', ''), _negated=True)), _connector='OR'), name='complaint_concluded_is_told', violation_error_message='办结的投诉须有结论，并告知投诉人。'),
        ),
        migrations.AddIndex(
            model_name='complaintnotice',
            index=models.Index(fields=['state', 'next_attempt_at'], name='complaint_notice_by_state'),
        ),
        migrations.AddIndex(
            model_name='rectification',
            index=models.Index(fields=['state', 'due_on'], name='rectification_by_due'),
        ),
        migrations.AddIndex(
            model_name='rectification',
            index=models.Index(fields=['unit', 'issued_on'], name='rectification_by_unit'),
        ),
        migrations.AddConstraint(
            model_name='rectification',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('counts_from'))), name='rectification_due_after_start', violation_error_message='整改期限不得早于起算日。'),
        ),
        migrations.AddConstraint(
            model_name='rectification',
            constraint=models.CheckConstraint(condition=models.Q(('demand', ''), _negated=True), name='rectification_says_what', violation_error_message='请写明存在的问题和整改要求。'),
        ),
        migrations.AddConstraint(
            model_name='rectification',
            constraint=models.CheckConstraint(condition=models.Q(('criticised_on', None), models.Q(('criticised_by__isnull', False), models.Q(('criticism', ''), _negated=True)), _connector='OR'), name='rectification_criticised_by_somebody', violation_error_message='通报批评须写明事由和通报人。'),
        ),
        migrations.AddIndex(
            model_name='rectificationreminder',
            index=models.Index(fields=['on'], name='rectification_reminder_by_day'),
        ),
        migrations.AddConstraint(
            model_name='rectificationreminder',
            constraint=models.UniqueConstraint(models.F('order'), models.F('kind'), models.F('due_on'), name='rectification_reminder_once'),
        ),
        migrations.AddConstraint(
            model_name='repairreport',
            constraint=models.UniqueConstraint(models.F('order'), models.F('round'), name='repair_report_once_a_round'),
        ),
        migrations.AddConstraint(
            model_name='repairreport',
            constraint=models.CheckConstraint(condition=models.Q(('judged_by', None), models.Q(('judged_by', models.F('by')), _negated=True), _connector='OR'), name='repair_judged_by_another', violation_error_message='报送整改情况的人不能自己验收。'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(models.F('evaluation'), models.F('unit'), name='result_once'),
        ),
        migrations.AddConstraint(
            model_name='scheme',
            constraint=models.CheckConstraint(condition=models.Q(('criticise_below__lte', models.F('urge_below')), ('urge_below__lte', models.F('praise_from'))), name='scheme_bounds_in_order', violation_error_message='通报批评的分数线不得高于督促整改，督促整改不得高于通报表扬。'),
        ),
        migrations.AddConstraint(
            model_name='scheme',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), ('prepared_by', None), models.Q(('published_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='scheme_published_by_another', violation_error_message='拟定考核方案的人不能自己公布。'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(models.F('scheme'), models.F('code'), name='indicator_once_in_scheme'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('points__gt', 0), ('points__lte', 100)), name='indicator_points_positive', violation_error_message='分值须大于0，不超过100。'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('full', models.F('zero')), _negated=True), name='indicator_full_is_not_zero', violation_error_message='得满分的值和得零分的值不能相同。'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('end__gte', models.F('start'))), name='evaluation_dates_in_order', violation_error_message='考核期止不得早于考核期起。'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('published_by', None), models.Q(('published_by', models.F('frozen_by')), _negated=True), _connector='OR'), name='evaluation_published_by_another', violation_error_message='封存的人不能自己公布。'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage__in', ('frozen', 'published')), _negated=True), models.Q(('digest', ''), _negated=True), _connector='OR'), name='evaluation_published_is_frozen', violation_error_message='公布的考核须先封存。'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(models.F('evaluation'), models.F('unit'), models.F('indicator'), name='score_once'),
        ),
        migrations.AddConstraint(
            model_name='scoreobjection',
            constraint=models.UniqueConstraint(models.F('score'), condition=models.Q(('accepted', None)), name='objection_one_waiting', violation_error_message='这项得分已有一条异议在等答复。'),
        ),
        migrations.AddConstraint(
            model_name='scoreobjection',
            constraint=models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(('answered_by', models.F('by')), _negated=True), _connector='OR'), name='objection_answered_by_another', violation_error_message='提出异议的人不能自己答复。'),
        ),
        migrations.RunPython(forwards, backwards),
    ]
