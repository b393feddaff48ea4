#include "image/shell_calls.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/byte_reader.hpp"
#include "base/files.hpp"
#include "erl/beam.hpp"
#include "erl/beam_atoms.hpp"
#include "support/inflate.hpp"

namespace slipway::image {
namespace {

using Atoms = std::vector<std::string_view>;

struct Shell {
  bool by_command = false;
  bool opens_ports = false;
};

Shell read_imports(std::string_view data, const Atoms& atoms, std::string_view source) {
  constexpr std::size_t kImportSize = 12;
  ByteReader reader(data, source);
  const std::uint32_t count = reader.u32("the number of imports");
  if (count > reader.remaining() / kImportSize) reader.fail("more imports than bytes");
  Shell shell;
  const auto atom = [&] {
    const std::uint32_t index = reader.u32("an atom of an import");
    if (index == 0 || index > atoms.size()) reader.fail("an import names an atom that is not there");
    return atoms[index - 1];
  };
  for (std::uint32_t at = 0; at < count; ++at) {
    const std::string_view module = atom();
    const std::string_view function = atom();
    reader.u32("the arity of an import");
    if (module == "os" && function == "cmd") shell.by_command = true;
    if (module == "erlang" && function == "open_port") shell.opens_ports = true;
  }
  return shell;
}

}  // namespace

bool calls_shell(std::string_view beam, std::string_view source) {
  std::string inflated;
  if (is_gzip(beam)) {
    inflated = inflate_gzip(beam, source, kLargestFile);
    beam = inflated;
  }
  std::optional<std::string_view> atom_chunk;
  std::optional<std::string_view> import_chunk;
  for (const erl::BeamChunk& chunk : erl::read_beam(beam, source)) {
    if (chunk.id == "AtU8" || chunk.id == "Atom") atom_chunk = chunk.data;
    if (chunk.id == "ImpT") import_chunk = chunk.data;
  }
  if (!atom_chunk || !import_chunk) return false;
  const Atoms atoms = erl::read_atom_table(*atom_chunk, source);
  const Shell shell = read_imports(*import_chunk, atoms, source);
  const bool spawns = std::find(atoms.begin(), atoms.end(), "spawn") != atoms.end();
  return shell.by_command || (shell.opens_ports && spawns);
}

}  // namespace slipway::image
