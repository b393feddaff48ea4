#include "cli/embedded.hpp"

// Defined by the assembly that cmake/embed.cmake writes.
extern "C" {
extern const char slipway_launcher_x86_64_linux_begin[];
extern const char slipway_launcher_x86_64_linux_end[];
extern const char slipway_launcher_tls_x86_64_linux_begin[];
extern const char slipway_launcher_tls_x86_64_linux_end[];
extern const char slipway_loader_begin[];
extern const char slipway_loader_end[];
extern const char slipway_probe_begin[];
extern const char slipway_probe_end[];
extern const char slipway_witness_begin[];
extern const char slipway_witness_end[];
extern const char slipway_report_begin[];
extern const char slipway_report_end[];
extern const char slipway_check_begin[];
extern const char slipway_check_end[];
extern const char slipway_template_vm_args_begin[];
extern const char slipway_template_vm_args_end[];
extern const char slipway_template_remote_vm_args_begin[];
extern const char slipway_template_remote_vm_args_end[];
extern const char slipway_template_env_sh_begin[];
extern const char slipway_template_env_sh_end[];
extern const char slipway_template_env_bat_begin[];
extern const char slipway_template_env_bat_end[];
extern const char slipway_template_slipway_toml_begin[];
extern const char slipway_template_slipway_toml_end[];
extern const char slipway_template_Dockerfile_begin[];
extern const char slipway_template_Dockerfile_end[];
extern const char slipway_template_dockerignore_begin[];
extern const char slipway_template_dockerignore_end[];
extern const char slipway_template_github_yml_begin[];
extern const char slipway_template_github_yml_end[];
extern const char slipway_template_gitlab_yml_begin[];
extern const char slipway_template_gitlab_yml_end[];
extern const char slipway_template_service_begin[];
extern const char slipway_template_service_end[];
}

namespace slipway::cli {

std::string_view embedded_launcher() {
  return {slipway_launcher_x86_64_linux_begin, slipway_launcher_x86_64_linux_end};
}

std::string_view embedded_launcher_tls() {
  return {slipway_launcher_tls_x86_64_linux_begin, slipway_launcher_tls_x86_64_linux_end};
}

std::string_view embedded_loader() { return {slipway_loader_begin, slipway_loader_end}; }

std::string_view embedded_probe() { return {slipway_probe_begin, slipway_probe_end}; }

std::string_view embedded_witness() { return {slipway_witness_begin, slipway_witness_end}; }

std::string_view embedded_check() { return {slipway_check_begin, slipway_check_end}; }

std::string_view embedded_report() { return {slipway_report_begin, slipway_report_end}; }

std::string_view embedded_template_vm_args() {
  return {slipway_template_vm_args_begin, slipway_template_vm_args_end};
}

std::string_view embedded_template_remote_vm_args() {
  return {slipway_template_remote_vm_args_begin, slipway_template_remote_vm_args_end};
}

std::string_view embedded_template_env_sh() {
  return {slipway_template_env_sh_begin, slipway_template_env_sh_end};
}

std::string_view embedded_template_env_bat() {
  return {slipway_template_env_bat_begin, slipway_template_env_bat_end};
}

std::string_view embedded_template_slipway_toml() {
  return {slipway_template_slipway_toml_begin, slipway_template_slipway_toml_end};
}

std::string_view embedded_template_Dockerfile() {
  return {slipway_template_Dockerfile_begin, slipway_template_Dockerfile_end};
}

std::string_view embedded_template_dockerignore() {
  return {slipway_template_dockerignore_begin, slipway_template_dockerignore_end};
}

std::string_view embedded_template_github_yml() {
  return {slipway_template_github_yml_begin, slipway_template_github_yml_end};
}

std::string_view embedded_template_gitlab_yml() {
  return {slipway_template_gitlab_yml_begin, slipway_template_gitlab_yml_end};
}

std::string_view embedded_template_service() {
  return {slipway_template_service_begin, slipway_template_service_end};
}

}  // namespace slipway::cli
