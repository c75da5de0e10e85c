//! `junheng person`: help for an administrator who is locked out.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use junheng_app::Failure;

use super::{DataFolder, RulebookFolder, print_page, runtime};

/// Accounts, from the machine itself.
#[derive(Debug, Args)]
pub struct Person {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Give somebody a new first password, for an administrator who lost his. One-time codes are reset, sessions end.
    ResetPassword(ResetPassword),
}

#[derive(Debug, Args)]
struct ResetPassword {
    /// The sign-in name.
    name: String,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Resets a password and prints it, once.
///
/// # Errors
/// When nobody has this name, or the data cannot be changed.
pub fn run(args: Person) -> anyhow::Result<ExitCode> {
    let Command::ResetPassword(args) = args.command;
    let rulebook = args.rulebook.load()?;
    let runtime = runtime()?;
    let app = runtime.block_on(args.data.open_existing(rulebook))?;
    let outcome = runtime.block_on(app.reset_password_on_console(&args.name));
    let invited = match outcome {
        Err(Failure::NotFound) => bail!("nobody signs in as {}", args.name),
        outcome => outcome.context("resetting the password")?,
    };
    print_page(&format!(
        "{}（{}）的首次密码：{}\n首次登录时必须修改；动态验证码已重设，原来的登录已全部结束。",
        invited.name, invited.sign_in_name, invited.first_password
    ))?;
    Ok(ExitCode::SUCCESS)
}
