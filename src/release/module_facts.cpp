#include "release/module_facts.hpp"

#include <algorithm>
#include <cstdint>

#include "base/byte_reader.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "erl/beam.hpp"
#include "erl/beam_atoms.hpp"
#include "erl/external.hpp"
#include "erl/utf8.hpp"
#include "support/inflate.hpp"

namespace slipway::release {
namespace {

using erl::Term;
using Atoms = std::vector<std::string>;

/// A literal of some MB is a list of as many elements; what holds others is not deep (external.hpp limits
/// it).
void collect_atoms(const Term& term, Atoms& atoms) {  // NOLINT(misc-no-recursion)
  if (const auto* atom = term.as<erl::Atom>()) {
    atoms.push_back(atom->name);
  } else if (const auto* tuple = term.as<erl::Tuple>()) {
    for (const Term& element : tuple->elements) collect_atoms(element, atoms);
  } else if (const auto* list = term.as<erl::List>()) {
    for (const Term& element : list->elements) collect_atoms(element, atoms);
    for (const Term& element : list->tail) collect_atoms(element, atoms);
  } else if (const auto* map = term.as<erl::Map>()) {
    for (const auto& [key, value] : map->entries) {
      collect_atoms(key, atoms);
      collect_atoms(value, atoms);
    }
  } else if (const auto* function = term.as<erl::ExternalFunction>()) {
    atoms.push_back(function->module.name);
    atoms.push_back(function->function.name);
  }
}

// The VM could not read a boot script with an atom that is none, though it may never load this module.
void collect_table(std::string_view chunk, std::string_view source, Atoms& atoms) {
  constexpr std::size_t kLongestAtom = 255;
  for (const std::string_view atom : erl::read_atom_table(chunk, source)) {
    const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; };
    const auto more = static_cast<std::size_t>(std::count_if(atom.begin(), atom.end(), continues));
    if (!erl::is_utf8(atom) || atom.size() - more > kLongestAtom)
      throw Error(concat({source, ": an atom is not UTF-8, or has more than 255 characters"}));
    atoms.emplace_back(atom);
  }
}

void collect_literals(std::string_view chunk, std::string_view source, Atoms& atoms) {
  ByteReader head(chunk, source);
  const std::uint32_t size = head.u32("the size of the literals");
  std::string inflated;
  std::string_view literals = head.take(head.remaining(), "the literals");
  if (size != 0) {
    inflated = inflate_zlib(literals, source, size);
    literals = inflated;
  }
  ByteReader reader(literals, source);
  for (std::uint32_t left = reader.u32("the number of literals"); left > 0; --left) {
    collect_atoms(erl::decode_external(reader.text("a literal"), source), atoms);
  }
}

}  // namespace

ModuleFacts read_module_facts(std::string_view beam, std::string_view source) {
  std::string inflated;
  if (is_gzip(beam)) {
    inflated = inflate_gzip(beam, source, kLargestFile);
    beam = inflated;
  }
  ModuleFacts facts;
  for (const erl::BeamChunk& chunk : erl::read_beam(beam, source)) {
    if (chunk.id == "AtU8" || chunk.id == "Atom") {
      collect_table(chunk.data, source, facts.atoms);
    } else if (chunk.id == "LitT") {
      collect_literals(chunk.data, source, facts.atoms);
    } else if (chunk.id == "Code") {
      facts.may_run_on_load = erl::may_run_on_load(chunk.data);
    }
  }
  return facts;
}

}  // namespace slipway::release
