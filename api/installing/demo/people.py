"""The people of the demo. All names are made up."""

from dataclasses import dataclass

from intake.areas.tables import AreaId


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person with an account."""

    username: str
    display_name: str
    area_id: AreaId | None = None


DUTY_DESK = (DemoPerson("trucban1", "Trung úy Nguyễn Văn An"), DemoPerson("trucban2", "Thượng úy Trần Thị Bích"))
INSPECTORATE = (DemoPerson("thanhtra1", "Trung tá Lê Minh Châu"), DemoPerson("thanhtra2", "Thiếu tá Phạm Quốc Dũng"))
ADMINISTRATOR = DemoPerson("quantri", "Hoàng Thị Em")

CHIEFS = (
    DemoPerson("truongca-binhnguyen", "Thiếu tá Vũ Đức Giang", AreaId("08935")),
    DemoPerson("truongca-binhtuyen", "Thiếu tá Đặng Thu Hà", AreaId("08944")),
    DemoPerson("truongca-binhxuyen", "Trung tá Bùi Văn Khánh", AreaId("08950")),
    DemoPerson("truongca-xuanlang", "Thiếu tá Ngô Thị Lan", AreaId("08971")),
)

# A dozen areas have an officer; the others are left vacant, so that one sees where their tips go.
OFFICERS = (
    DemoPerson("khupho1", "Đại úy Đỗ Văn Minh", AreaId("08935-r01")),
    DemoPerson("thangloi", "Trung úy Hồ Thị Nga", AreaId("08935-r03")),
    DemoPerson("huubang", "Thượng úy Dương Văn Oanh", AreaId("08935-r05")),
    DemoPerson("tanngoc", "Đại úy Lý Văn Phong", AreaId("08944-r11")),
    DemoPerson("thongnhat", "Trung úy Mai Văn Quân", AreaId("08944-r02")),
    DemoPerson("dehen", "Trung úy Cao Thị Sen", AreaId("08944-r05")),
    DemoPerson("nguho", "Đại úy Tạ Văn Thắng", AreaId("08950-r01")),
    DemoPerson("quangkhai", "Thượng úy Đinh Thị Uyên", AreaId("08950-r02")),
    DemoPerson("giadu", "Trung úy Phan Văn Việt", AreaId("08950-r05")),
    DemoPerson("huongloc", "Đại úy Trịnh Văn Xuân", AreaId("08971-r01")),
    DemoPerson("nhanvuc", "Trung úy Lương Thị Yến", AreaId("08971-r02")),
    DemoPerson("daulang", "Trung úy Chu Văn Bảo", AreaId("08971-r03")),
)

# Five custodians from five bodies, three of them outside the police.
CUSTODIANS = (
    ("Nguyễn Thị Hoa", "Ủy ban Mặt trận Tổ quốc", False),
    ("Trần Văn Lâm", "Đoàn luật sư tỉnh", False),
    ("Phạm Thị Mơ", "Hội Liên hiệp Phụ nữ", False),
    ("Lê Văn Sơn", "Viện kiểm sát nhân dân", False),
    ("Đỗ Quang Tú", "Công an tỉnh", True),
)
CUSTODIANS_NEEDED = 3
