//! Files are named by what is in them, and damage is seen.

use junheng_store::{FileArea, StoreError};

use crate::databases;

#[tokio::test]
async fn a_file_is_kept_once_and_damage_is_seen() {
    let place = databases::sqlite();
    let store = place.open().await;
    let kept = store.keep_file(FileArea::Evidence, b"abc".to_vec()).await;
    let kept = kept.expect("kept");
    assert_eq!(kept.size(), 3);
    let again = store.keep_file(FileArea::Evidence, b"abc".to_vec()).await;
    assert_eq!(again.expect("kept"), kept);
    let digest = kept.digest();
    let read = store.file(FileArea::Evidence, digest).await;
    assert_eq!(read.expect("the file"), b"abc");

    let path = store
        .folder()
        .join("evidence")
        .join(&digest[..2])
        .join(digest);
    std::fs::write(&path, b"abd").expect("damages it");
    let damaged = store.file(FileArea::Evidence, digest).await;
    assert!(matches!(damaged, Err(StoreError::Damaged(_))));
    let mended = store.keep_file(FileArea::Evidence, b"abc".to_vec()).await;
    assert_eq!(mended.expect("kept"), kept);
    let read = store.file(FileArea::Evidence, digest).await;
    assert_eq!(read.expect("the file"), b"abc");

    let outside = store.file(FileArea::Evidence, "../../etc/passwd").await;
    assert!(matches!(outside, Err(StoreError::Damaged(_))));
}
