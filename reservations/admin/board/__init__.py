"""The board (配車表): every car of a shop, and what keeps it, over days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reservations.admin.board import moves, views
from reservations.admin.places import Place, register_place

register_place(Place("board", "board/", _("Board"), views.show_board, views.VIEW))
register_place(Place("board_facts", "board/facts/", "", views.send_facts, views.VIEW, in_bar=False))
register_place(
    Place("board_panel", "board/booking/<slug:key>/", "", views.show_panel, views.VIEW, in_bar=False)
)
register_place(Place("board_move", "board/move/", "", moves.move_booking, moves.CHANGE, in_bar=False))
