//! Orders come in by line, answers go out as JSON, as the peers do it.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

/// Works on order: `run` once with the time it took, `write` its result into a folder for comparison.
///
/// # Errors
/// When the work fails, or an order is not understood.
pub fn serve<T>(
    run: impl Fn() -> anyhow::Result<T>,
    write: impl Fn(&T, &Path) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    answer(r#"{"ready": true}"#)?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        match line.trim().split_once(' ') {
            None if line.trim() == "run" => {
                let began = Instant::now();
                let result = run()?;
                let seconds = began.elapsed().as_secs_f64();
                drop(result);
                answer(&format!(r#"{{"seconds": {seconds}}}"#))?;
            }
            Some(("write", folder)) => {
                write(&run()?, Path::new(folder))?;
                answer(r#"{"written": true}"#)?;
            }
            _ => anyhow::bail!("unknown order: {line}"),
        }
    }
    Ok(())
}

/// Says one thing to the driver.
///
/// # Errors
/// When the driver has gone.
pub fn answer(json: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{json}")?;
    out.flush()
}
