"""The places of Japan a caller may name before any shop is known."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import normalise

JAPANESE_REGIONS = (
    "北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 "
    "石川 福井 山梨 長野 岐阜 静岡 愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 "
    "岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄 札幌 "
    "函館 旭川 仙台 横浜 川崎 名古屋 神戸 金沢 那覇 北九州 "
)
ENGLISH_REGIONS = (
    "Hokkaido Aomori Iwate Miyagi Akita Yamagata Fukushima Ibaraki Tochigi Gunma "
    "Saitama Chiba Tokyo Kanagawa Niigata Toyama Ishikawa Fukui Yamanashi Nagano "
    "Gifu Shizuoka Aichi Mie Shiga Kyoto Osaka Hyogo Nara Wakayama "
    "Tottori Shimane Okayama Hiroshima Yamaguchi Tokushima Kagawa Ehime Kochi Fukuoka "
    "Saga Nagasaki Kumamoto Oita Miyazaki Kagoshima Okinawa Sapporo Hakodate Asahikawa "
    "Sendai Yokohama Kawasaki Nagoya Kobe Kanazawa Naha "
)
REGIONS = JAPANESE_REGIONS.split()
REGIONS_EN = ENGLISH_REGIONS.split()


def find_known_region(text: str) -> str:
    """A Japanese prefecture or city named in `text`, before any shop is known."""
    low = normalise.unify(text).lower()
    found = [name for name in REGIONS if name in low]
    found += [name for name in REGIONS_EN if re.search(rf"\b{name.lower()}\b", low)]
    return found[-1] if found else ""
