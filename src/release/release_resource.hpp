#pragma once

#include "erl/term.hpp"
#include "release/release_definition.hpp"

namespace slipway::release {

// A .rel file (sasl's rel(4)), as Mix writes it:
//
//   release     = {release, {Name, Version}, {erts, Version}, [application]}
//   application = {Name, Version, mode} | {Name, Version, mode, [Included]}     strings but for Name and
//   Included

erl::Term make_release_resource(const ReleaseDefinition& release);

}  // namespace slipway::release
