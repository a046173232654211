"""审核环节 by name (国办发〔2019〕54号; 市实施意见三(一): 逐级审核), for the pages that show their 审核时限.

The steps themselves belong to the catalog's workflow, which stands on a higher floor and uses the same codes.
"""

from collections.abc import Mapping
from typing import Final

REVIEW_STEPS: Final[Mapping[str, str]] = {
    "county_department": "县级业务部门审核",
    "county_office": "县政务公开主管部门审核",
    "city_department": "市直部门业务审核",
    "city_office": "市政务公开主管部门审核",
}
