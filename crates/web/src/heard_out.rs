//! Hears a request out even when its answer stands before its end.
//!
//! Whoever refuses an upload that is too large answers while the browser is still sending. If the line were cut then, the
//! browser would tell of a broken connection and not show the answer.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::time::timeout;

/// Bytes that are heard out and thrown away. Whoever sends more finds the line cut.
const AT_MOST: u64 = 1 << 30;
/// Whoever is silent for so long is not waited for.
const SILENCE: Duration = Duration::from_secs(10);

/// Hands a request on, and its answer back when the request has arrived as a whole.
pub async fn hear_out(request: Request, next: Next) -> Response {
    let waits_to_be_asked = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let arriving = Arriving::new(body);
    let handed_on = Body::new(arriving.clone());
    let response = next.run(Request::from_parts(parts, handed_on)).await;
    // Who asked first whether to send at all, and was not asked to, has his answer now.
    if !waits_to_be_asked || arriving.shared().has_begun {
        arriving.throw_away().await;
    }
    response
}

/// A body that is read on when the handler has left it.
#[derive(Clone)]
struct Arriving(Arc<Mutex<Shared>>);

struct Shared {
    body: Body,
    /// Whether anybody asked for any of it.
    has_begun: bool,
}

impl Arriving {
    fn new(body: Body) -> Self {
        let shared = Shared {
            body,
            has_begun: false,
        };
        Self(Arc::new(Mutex::new(shared)))
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn throw_away(mut self) {
        let declared = self.size_hint().exact();
        if declared.is_some_and(|left| left > AT_MOST) {
            return;
        }
        let mut heard = 0;
        while heard <= AT_MOST {
            let next = std::future::poll_fn(|context| Pin::new(&mut self).poll_frame(context));
            match timeout(SILENCE, next).await {
                Ok(Some(Ok(frame))) => {
                    heard += frame.data_ref().map_or(0, |data| data.len() as u64);
                }
                Ok(Some(Err(_)) | None) | Err(_) => return,
            }
        }
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut shared = self.shared();
        shared.has_begun = true;
        Pin::new(&mut shared.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.shared().body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.shared().body.size_hint()
    }
}
