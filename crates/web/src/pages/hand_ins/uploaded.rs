//! Files as forms send them.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::StatusCode;
use junheng_app::Failure;
use junheng_app::handing_in::UPLOAD_LIMIT;

/// A form with a file.
#[derive(Debug, Default)]
pub struct Sent {
    pub file_name: String,
    pub bytes: Vec<u8>,
    fields: Vec<(String, String)>,
}

impl Sent {
    /// Reads the form to its end.
    ///
    /// # Errors
    /// Field by field, when the file is missing or larger than what is taken.
    pub async fn read(form: Multipart) -> Result<Self, Failure> {
        let mut sent = Self::default();
        sent.take_in(form).await?;
        Ok(sent)
    }

    /// The same, keeping what came before the failure: the form comes back with what was typed.
    ///
    /// # Errors
    /// As [`Sent::read`].
    pub async fn take_in(&mut self, mut form: Multipart) -> Result<(), Failure> {
        while let Some(part) = form.next_field().await.map_err(unread)? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name() {
                Some(file_name) => {
                    self.file_name = plain(file_name);
                    self.bytes = part.bytes().await.map_err(unread)?.to_vec();
                }
                None => self.fields.push((name, part.text().await.map_err(unread)?)),
            }
        }
        Ok(())
    }

    /// The same, where a file must be there.
    pub async fn with_file(form: Multipart) -> Result<Self, Failure> {
        let sent = Self::read(form).await?;
        if sent.bytes.is_empty() {
            return Err(Failure::field(
                "file",
                "请选择一个文件；空文件不能上传。",
                "Please choose a file that is not empty.",
            ));
        }
        Ok(sent)
    }

    pub fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn is_ticked(&self, name: &str) -> bool {
        matches!(self.field(name), "1" | "true" | "on")
    }
}

/// The name without the folders that some browsers send with it.
fn plain(file_name: &str) -> String {
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let plain: String = last.chars().filter(|letter| !letter.is_control()).collect();
    if plain.trim().is_empty() {
        "上传的文件".to_owned()
    } else {
        plain
    }
}

fn unread(error: MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let megabytes = UPLOAD_LIMIT >> 20;
        return Failure::field(
            "file",
            format!("文件超过{megabytes} MB，没有上传。请删去图片和多余的表，或拆成几个文件。"),
            format!(
                "The file is larger than {megabytes} MB and was not taken. Remove pictures and other sheets, or split it."
            ),
        );
    }
    Failure::field(
        "file",
        "文件没有传完，请再上传一次。",
        "The file did not arrive whole. Please upload it again.",
    )
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn file_names_lose_their_folders() {
        for (sent, expected) in [
            ("学校.xlsx", "学校.xlsx"),
            (r"C:\桌面\学校.xlsx", "学校.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb.xlsx", "ab.xlsx"),
            ("/", "上传的文件"),
        ] {
            assert_eq!(plain(sent), expected);
        }
    }
}
