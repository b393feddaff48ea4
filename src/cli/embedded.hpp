#pragma once

#include <string_view>

namespace slipway::cli {

/// The launcher that becomes bin/NAME on x86-64 Linux: an ELF file.
std::string_view embedded_launcher();

/// The same with TLS, for releases whose nodes speak it among themselves.
std::string_view embedded_launcher_tls();

/// The source text of probe/slipway_loader.exs.
std::string_view embedded_loader();

/// The source text of probe/slipway_probe.exs.
std::string_view embedded_probe();

/// The source text of probe/slipway_witness.exs.
std::string_view embedded_witness();

/// The source text of probe/slipway_report.exs.
std::string_view embedded_report();

/// The source text of probe/slipway_check.exs.
std::string_view embedded_check();

// What `slipway init` writes: src/cli/templates.
std::string_view embedded_template_vm_args();
std::string_view embedded_template_remote_vm_args();
std::string_view embedded_template_env_sh();
std::string_view embedded_template_env_bat();
std::string_view embedded_template_slipway_toml();
/// A unit for systemd, with @NAME@ for the name of the release.
std::string_view embedded_template_service();
std::string_view embedded_template_Dockerfile();
std::string_view embedded_template_dockerignore();
// Pipelines, with @NAME@, @ELIXIR@ (major and minor) and @OTP@.
std::string_view embedded_template_github_yml();
std::string_view embedded_template_gitlab_yml();

}  // namespace slipway::cli
