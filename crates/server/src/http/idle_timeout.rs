//! A connection that is given up when nothing moves on it, so that a peer that does not read holds no place for ever.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// A stream whose reads fail where nothing has moved either way for so long, and whose writes fail where the peer has
/// taken nothing for so long, whatever it sends meanwhile.
pub(crate) struct IdleTimeout<S> {
    stream: S,
    limit: Duration,
    idle: Pin<Box<Sleep>>,
    stall: Pin<Box<Sleep>>,
    stalled: bool,
}

impl<S> IdleTimeout<S> {
    pub(crate) fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, idle: Box::pin(sleep(limit)), stall: Box::pin(sleep(limit)), stalled: false }
    }

    fn moved(&mut self) {
        let later = Instant::now() + self.limit;
        self.idle.as_mut().reset(later);
    }

    /// Tracks a write; a pending one has its own timeout.
    fn written<T>(&mut self, cx: &mut Context<'_>, write: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if write.is_ready() {
            self.stalled = false;
            self.moved();
            return write;
        }
        if !self.stalled {
            self.stalled = true;
            let later = Instant::now() + self.limit;
            self.stall.as_mut().reset(later);
        }
        ready!(self.stall.as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for IdleTimeout<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, buf) {
            self.moved();
            return Poll::Ready(read);
        }
        ready!(self.idle.as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for IdleTimeout<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, write)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.written(cx, write)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    const SHORT: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn whoever_does_not_read_is_given_up_even_while_it_sends() {
        let (near, far) = duplex(64);
        let (mut read, mut write) = tokio::io::split(IdleTimeout::new(near, SHORT));
        let (_unread, mut send) = tokio::io::split(far);
        let sends = tokio::spawn(async move {
            while send.write_all(b"x").await.is_ok() {
                tokio::time::sleep(SHORT / 10).await;
            }
        });
        let reads = tokio::spawn(async move { while read.read_u8().await.is_ok() {} });
        let stuck = tokio::time::timeout(SHORT * 20, write.write_all(&[0; 1000])).await.unwrap();
        assert_eq!(stuck.unwrap_err().kind(), ErrorKind::TimedOut);
        sends.abort();
        reads.abort();
    }

    #[tokio::test]
    async fn whoever_is_silent_is_given_up_and_whoever_is_slow_is_not() {
        let (near, mut far) = duplex(64);
        let mut near = IdleTimeout::new(near, SHORT);
        for _ in 0..4 {
            tokio::time::sleep(SHORT / 2).await;
            far.write_all(b"x").await.unwrap();
            near.read_u8().await.unwrap();
        }
        let silent = tokio::time::timeout(SHORT * 20, near.read_u8()).await.unwrap();
        assert_eq!(silent.unwrap_err().kind(), ErrorKind::TimedOut);
    }
}
