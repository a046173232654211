import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='类别')),
                ('object_id', models.BigIntegerField(verbose_name='对象编号')),
                ('visible', models.BooleanField(default=True, verbose_name='可检索')),
                ('change', models.BigIntegerField(unique=True, verbose_name='变更序号')),
                ('url', models.CharField(blank=True, max_length=300, verbose_name='网址')),
                ('title', models.CharField(blank=True, max_length=500, verbose_name='标题')),
                ('number', models.CharField(blank=True, max_length=100, verbose_name='文号')),
                ('unit_id', models.BigIntegerField(null=True, verbose_name='机构编号')),
                ('unit_name', models.CharField(blank=True, max_length=100, verbose_name='机构')),
                ('domains', models.CharField(blank=True, help_text='前后都有空格:“ a b ”', max_length=300, verbose_name='领域代码')),
                ('topic', models.CharField(blank=True, max_length=60, verbose_name='主题')),
                ('date', models.DateField(null=True, verbose_name='日期')),
                ('in_force', models.BooleanField(default=True, verbose_name='有效')),
                ('status', models.CharField(blank=True, max_length=20, verbose_name='有效性')),
                ('weight', models.FloatField(default=1.0, verbose_name='权重')),
                ('opens_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('closes_at', models.DateTimeField(null=True, verbose_name='截止时间')),
                ('text', models.TextField(blank=True, verbose_name='文字')),
            ],
            options={
                'verbose_name': '检索条目',
                'verbose_name_plural': '检索条目',
                'ordering': ['-change'],
                'constraints': [models.UniqueConstraint(models.F('kind'), models.F('object_id'), name='entry_once'), models.CheckConstraint(condition=models.Q(('visible', True), models.Q(('text', ''), ('title', '')), _connector='OR'), name='entry_hidden_has_no_text', violation_error_message='不再公开的条目不得保留文字。')],
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(help_text='用顿号分开,例如:低保、最低生活保障', max_length=200, verbose_name='词语')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
            ],
            options={
                'verbose_name': '同义词',
                'verbose_name_plural': '同义词',
                'ordering': ['words'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words__contains', '、')), name='synonym_has_several_words', violation_error_message='至少要两个词,用顿号分开。'), models.UniqueConstraint(models.F('words'), name='synonym_once', violation_error_message='这组词已经有了。')],
            },
        ),
        migrations.CreateModel(
            name='Promotion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(help_text='完全等于这些词时显示,用顿号分开', max_length=200, verbose_name='查找的词')),
                ('keys', models.CharField(editable=False, max_length=250)),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='说明')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='次序')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promotions', to='search.entry', verbose_name='结果')),
            ],
            options={
                'verbose_name': '推荐结果',
                'verbose_name_plural': '推荐结果',
                'ordering': ['words', 'position'],
                'constraints': [models.UniqueConstraint(models.F('words'), models.F('entry'), name='promotion_once', violation_error_message='这些词已经推荐了这个结果。')],
            },
        ),
    ]
