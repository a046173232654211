import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import mptt.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('short_name', models.CharField(blank=True, max_length=50, verbose_name='简称')),
                ('code', models.SlugField(help_text='用于网址和编号,确定后不再更改', max_length=40, unique=True, verbose_name='代码')),
                ('kind', models.CharField(choices=[('city_office', '市政务公开主管部门'), ('city_department', '市直部门'), ('county_government', '县级政府'), ('county_department', '县直部门'), ('township', '乡镇(街道)'), ('village', '村(社区)'), ('public_enterprise', '公共企事业单位')], max_length=30, verbose_name='类别')),
                ('credit_code', models.CharField(blank=True, max_length=18, validators=[django.core.validators.RegexValidator('^[0-9A-HJ-NPQRTUWXY]{18}$', '统一社会信用代码是18位数字和大写字母。')], verbose_name='统一社会信用代码')),
                ('region_code', models.CharField(blank=True, max_length=12, validators=[django.core.validators.RegexValidator('^\\d{6}(\\d{3}|\\d{6})?$', '行政区划代码是6、9或12位数字。')], verbose_name='行政区划代码')),
                ('review_body', models.CharField(blank=True, help_text='税务、国家安全等垂直领导的机关填上一级主管部门（行政复议法第二十七条）；其他单位不填，按隶属关系确定', max_length=100, verbose_name='复议机关')),
                ('is_active', models.BooleanField(default=True, verbose_name='在用')),
                ('lft', models.PositiveIntegerField(editable=False)),
                ('rght', models.PositiveIntegerField(editable=False)),
                ('tree_id', models.PositiveIntegerField(db_index=True, editable=False)),
                ('level', models.PositiveIntegerField(editable=False)),
                ('parent', mptt.fields.TreeForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.organisation', verbose_name='上级')),
            ],
            options={
                'verbose_name': '机构',
                'verbose_name_plural': '机构',
                'ordering': ['tree_id', 'lft'],
                'permissions': [('act_as_clerk', '经办人'), ('act_as_secrecy_reviewer', '保密审查员'), ('act_as_office', '办公室审核人'), ('act_as_head', '负责人'), ('act_as_county_office', '县政务公开主管部门'), ('act_as_city_department', '市直部门审核人'), ('act_as_city_office', '市政务公开主管部门'), ('act_as_village', '村(居)务公开员'), ('act_as_village_supervisor', '村(居)务监督委员会'), ('act_as_village_party', '村(居)党组织(联席会议)'), ('act_as_administrator', '系统管理员')],
                'constraints': [models.UniqueConstraint(models.F('credit_code'), condition=models.Q(('credit_code', ''), _negated=True), name='organisation_credit_code_unique', violation_error_message='这个统一社会信用代码已被另一机构使用。'), models.UniqueConstraint(models.F('parent'), models.F('name'), name='organisation_name_unique_below_parent', violation_error_message='同一上级下已有同名机构。')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('full_name', models.CharField(blank=True, max_length=50, verbose_name='姓名')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.organisation', verbose_name='所在机构')),
            ],
            options={
                'verbose_name': '用户',
                'verbose_name_plural': '用户',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_grants', to='accounts.organisation', verbose_name='机构')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '任职',
                'verbose_name_plural': '任职',
                'abstract': False,
            },
        ),
        migrations.AlterUniqueTogether(
            name='rolegrant',
            unique_together={('user', 'permission', 'content_object')},
        ),
        migrations.CreateModel(
            name='Attempts',
            fields=[
                ('subject', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='对象摘要')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='次数')),
                ('first_at', models.DateTimeField(verbose_name='第一次')),
                ('blocked_until', models.DateTimeField(null=True, verbose_name='暂停至')),
            ],
            options={
                'verbose_name': '失败的尝试',
                'verbose_name_plural': '失败的尝试',
            },
        ),
        migrations.CreateModel(
            name='ExternalIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=64, unique=True, verbose_name='主体摘要')),
                ('created_at', models.DateTimeField(verbose_name='首次登录')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='external_identity', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
            ],
            options={
                'verbose_name': '统一身份认证的身份',
                'verbose_name_plural': '统一身份认证的身份',
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='摘要')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '恢复码',
                'verbose_name_plural': '恢复码',
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40, unique=True, verbose_name='会话')),
                ('browser', models.CharField(blank=True, max_length=60, verbose_name='浏览器')),
                ('factor', models.CharField(blank=True, max_length=10, verbose_name='二次验证')),
                ('at', models.DateTimeField(verbose_name='登录时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '登录',
                'verbose_name_plural': '登录',
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('totp', '动态验证码'), ('passkey', '通行密钥')], max_length=8, verbose_name='方式')),
                ('name', models.CharField(max_length=50, verbose_name='名称')),
                ('secret_sealed', models.BinaryField(verbose_name='密钥或者公钥')),
                ('credential_digest', models.CharField(blank=True, max_length=64, verbose_name='凭据摘要')),
                ('last_step', models.BigIntegerField(default=0, verbose_name='最近用过的时段')),
                ('signatures', models.PositiveBigIntegerField(default=0, verbose_name='签名次数')),
                ('created_at', models.DateTimeField(verbose_name='设置时间')),
                ('used_at', models.DateTimeField(null=True, verbose_name='最近使用')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factors', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '二次验证方式',
                'verbose_name_plural': '二次验证方式',
                'ordering': ['created_at'],
                'constraints': [models.UniqueConstraint(models.F('credential_digest'), condition=models.Q(('credential_digest', ''), _negated=True), name='second_factor_credential_unique', violation_error_message='这个通行密钥已经登记过。')],
            },
        ),
    ]
