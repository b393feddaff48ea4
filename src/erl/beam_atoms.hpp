#pragma once

#include <string_view>
#include <vector>

namespace slipway::erl {

// Two of the chunks of a .beam file (beam.hpp), as lib/compiler/src/beam_asm.erl writes them:
//
//   AtU8, or Atom of OTP 19 = count:32, { length:8, bytes }; with a negative count, as OTP 28 writes it:
//                             { length as the compact term of a literal, bytes }
//   Code                    = size:32 (of the head, without itself), head, instructions

/// The atoms, in UTF-8, in the order of the table; they refer to `data`. Throws Error that names `source`
/// where the table is broken.
std::vector<std::string_view> read_atom_table(std::string_view data, std::string_view source);

/// Whether the module of this Code chunk runs a function as it is loaded (-on_load): true for each that does,
/// and for very few others (2 of 2,557 of OTP, Elixir and a Phoenix project). No chunk names that function:
/// erlang:has_prepared_code_on_load/1 looks at the code, too. The instruction on_load (149) stands right
/// behind the label of that function (v3_codegen:insert_on_load_instruction/2), and that pair of instructions
/// is what is looked for; the operands of others can hold the same bytes.
bool may_run_on_load(std::string_view code);

}  // namespace slipway::erl
