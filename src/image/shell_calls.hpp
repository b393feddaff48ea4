#pragma once

#include <string>
#include <string_view>

namespace slipway::image {

/// Whether a module (a .beam file, compressed or not) looks as if it starts programs through a shell: it
/// imports os:cmd/1 or os:cmd/2, or it imports erlang:open_port/2 and has the atom `spawn`, which
/// open_port({spawn, ...}) needs. The latter is a hint alone: `spawn` may be there for spawn/1.
///
///   imports = "ImpT": count:32, { module:32, function:32, arity:32 }, the first two as indexes of atoms from
///   1
///
/// (lib/stdlib/src/beam_lib.erl; erl/beam_atoms.hpp for the atoms). Throws Error that names `source` where
/// the file is broken.
bool calls_shell(std::string_view beam, std::string_view source);

}  // namespace slipway::image
