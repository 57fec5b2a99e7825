"""What can be refused at the media server's door.

MediaError
├─ BadOffer       400  the SDP cannot be read, or asks for what no stream carries
├─ NotAllowed     403  the hearing's policy does not let this principal do it now
├─ NoSuchSession  404  the session has ended, or never was
├─ CodecRefused   406  no H.264 constrained baseline, or no Opus, in the offer
├─ StreamTaken    409  somebody publishes that stream already
└─ TooLarge       413  the SDP is longer than any honest one

Each has an HTTP status and three texts, Chinese first: what is wrong (*title*), where (*detail*), what helps (*remedy*).
"""


class MediaError(Exception):
    """An answer that says no: HTTP *status*, and words for the person who reads it."""

    status = 400
    title = "媒体请求无法处理 / The media request cannot be served"
    remedy = "请刷新页面后重试 / Reload the page and try again"

    def __init__(self, detail: str, remedy: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if remedy is not None:
            self.remedy = remedy

    def problem(self) -> dict[str, str]:
        """Give the body of the problem document."""
        return {"title": self.title, "detail": self.detail, "remedy": self.remedy}


class BadOffer(MediaError):
    """The SDP cannot be read, or asks for what no stream carries."""

    title = "会话描述有误 / The session description is faulty"
    remedy = (
        "每个连接最多一路视频和一路音频，不带数据通道 / "
        "Offer at most one video and one audio in one bundle, without a data channel"
    )


class NotAllowed(MediaError):
    """The hearing's policy does not let this principal do it now."""

    status = 403
    title = "当前不允许 / Not allowed now"
    remedy = "请等待法庭准许 / Wait until the court admits you"


class NoSuchSession(MediaError):
    """The session has ended, or never was."""

    status = 404
    title = "没有这个会话 / No such session"
    remedy = "请重新连接 / Connect again"


class CodecRefused(MediaError):
    """No H.264 constrained baseline, or no Opus, in the offer."""

    status = 406
    title = "浏览器不支持法庭使用的编码 / The browser lacks the court's codecs"
    remedy = (
        "请使用 Chrome、Edge、Firefox 或 Safari 的最新版本；Linux 上的 Chromium 需带 OpenH264 / "
        "Use a current Chrome, Edge, Firefox or Safari; Chromium on Linux needs its OpenH264"
    )


class StreamTaken(MediaError):
    """Somebody publishes that stream already."""

    status = 409
    title = "该路信号已有人在发送 / The stream is being published already"
    remedy = "请关闭另一个页面或设备后重试 / Close the other page or device, then try again"


class TooLarge(MediaError):
    """The SDP is longer than any honest one."""

    status = 413
    title = "会话描述过长 / The session description is too long"
    remedy = "请刷新页面后重试 / Reload the page and try again"
