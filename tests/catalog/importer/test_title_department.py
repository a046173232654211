"""The department that stands in a title between the place and the domain is no part of the domain's name."""

import pytest

from catalog.importer.titles import domain_name

KNOWN = {"养老服务": "养老服务", "就业创业": "就业", "就业": "就业", "征地补偿": "征地补偿"}


@pytest.mark.parametrize(
    ("title", "domain"),
    [
        ("青岚县民政局养老服务领域基层政务公开标准目录", "养老服务"),
        ("青岚县人力资源和社会保障局就业创业领域基层政务公开标准目录", "就业"),
        ("青岚县自然资源和规划局征地补偿领域基层政务公开标准目录", "征地补偿"),
        ("青石镇人民政府养老服务领域基层政务公开标准目录", "养老服务"),
        ("青岚县水利局河湖管理领域基层政务公开标准目录", "河湖管理"),
    ],
)
def test_the_domain_is_found_behind_the_department(title, domain):
    assert domain_name([title], KNOWN) == domain
