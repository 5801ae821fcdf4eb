from birlik.registers import pages


class ActivityConfig(pages.PagesConfig):
    name = "birlik.activity"
