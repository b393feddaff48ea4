#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "erl/external.hpp"
#include "erl/term.hpp"
#include "release/early_modules.hpp"
#include "release/release_definition.hpp"

namespace slipway::release {

// A boot script (sasl's script(4)), which the emulator carries out as it starts; a .boot file holds it as one
// external term. In the order of systools_make:generate_script/4 (OTP 25.2; OTP 28 writes the same):
//
//   script = {script, {Name, Version}, [instruction]}
//     {preLoaded, [Module]}, {progress, preloaded}
//     {path, [Folder]} of kernel and stdlib, {primLoad, [Module]} of what the first processes need
//     {kernel_load_completed}, {progress, kernel_load_completed}
//     {path, [Folder]}, {primLoad, [Module]} for each application, {progress, modules_loaded}
//     {path, [Folder]} of all applications
//     {kernelProcess, Name, {Module, Function, Arguments}} for each, {progress, init_kernel_started}
//     {apply, {application, load, [application]}} for each, {progress, applications_loaded}
//     {apply, {application, start_boot, [Name, Mode]}} for each
//     {progress, started}
//
// A boot script with a profile has more behind the first {primLoad, ...}:
//
//     {path, [Folder]}, {primLoad, [Module]} for each group of early modules
//     {apply, {erlang, length, [[Atom]]}}
//
// and, as soon as kernel has started,
//
//     {apply, {Module, module_info, [module]}} for each module with an on_load function
//
// init carries out primLoad in either mode up to {kernel_load_completed}, and behind it in embedded mode
// alone, where it passes over what is loaded already (init:eval_script/2, load_modules/2). So this script
// loads the early modules in interactive mode, by init's parallel loader and before any process of kernel
// starts, and all modules in embedded mode. Modules with an on_load function are loaded meanwhile, and a call
// ends the start where one can't be loaded. The atoms exist as soon as init has read the file.

/// What an OTP release wants in all boot scripts for it; it differs from one OTP release to the next.
struct OtpBootTemplate {
  std::vector<std::string> preloaded;
  std::vector<std::string> first_modules;
  /// The kernelProcess instructions.
  std::vector<erl::Term> kernel_processes;
};

/// Reads the bytes of the target OTP's own bin/start_clean.boot. Errors name `source`.
OtpBootTemplate read_boot_template(std::string_view bytes, std::string_view source);

struct BootScriptOptions {
  /// Run Elixir's config providers as soon as stdlib has started.
  bool boots_config_providers = false;
  /// Go before each code path that names a folder below $RELEASE_LIB: where the consolidated protocols are.
  std::vector<std::string> first_paths;
  /// What is loaded early in interactive mode, too; not owned. Null: the script is that of systools.
  const EarlyModules* early = nullptr;
};

/// What systools:make_script/2 and Mix.Release.make_boot_script/4 make of the release, term for term, where
/// nothing is loaded early. Throws
/// Error as order_applications does.
erl::Term make_boot_script(const ReleaseDefinition& release, const OtpBootTemplate& otp,
                           const BootScriptOptions& options);

/// How term_to_binary/1 of an OTP release writes the atoms of a .boot file.
constexpr erl::AtomEncoding boot_atom_encoding(int otp_release) {
  return otp_release <= 25 ? erl::AtomEncoding::kLatin1WherePossible : erl::AtomEncoding::kUtf8;
}

}  // namespace slipway::release
