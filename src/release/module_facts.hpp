#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::release {

/// What loading a module does to the VM beside bringing its functions.
struct ModuleFacts {
  /// -on_load: it mostly loads a NIF (erl::may_run_on_load).
  bool may_run_on_load = false;
  /// The atoms that the VM has from then on: those of the module's atom table and of its literals. In no
  /// order; some are there more than once.
  std::vector<std::string> atoms;
};

/// Reads a .beam file, compressed or not. Beside what erl/beam_atoms.hpp reads:
///
///   LitT     = size:32, literals compressed by zlib to the end | 0:32, literals (OTP 28)
///   literals = count:32, { size:32, one external term }
///
/// Throws Error that names `source` where the file is broken.
ModuleFacts read_module_facts(std::string_view beam, std::string_view source);

}  // namespace slipway::release
