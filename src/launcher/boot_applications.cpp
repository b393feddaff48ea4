#include "base/error.hpp"
#include "control/term_reader.hpp"
#include "erl/external_tags.hpp"
#include "launcher/health_command.hpp"

namespace slipway::launcher {
namespace {

using control::TermReader;
using erl::Term;

constexpr std::size_t kLargestId = 4096;
constexpr std::size_t kLargestApply = std::size_t{64} << 10;

/// The application of {application, start_boot, [Application, permanent]}, which {apply, ...} holds.
std::optional<std::string> started_permanently(const Term& call) {
  const std::vector<Term>* parts = call.tagged_tuple("application", 3);
  if (parts == nullptr || !(*parts)[1].is_atom("start_boot")) return std::nullopt;
  const std::vector<Term>* arguments = (*parts)[2].proper_list();
  if (arguments == nullptr || arguments->size() != 2 || !(*arguments)[1].is_atom("permanent")) {
    return std::nullopt;
  }
  return erl::text_of((*arguments)[0]);
}

/// {apply, Call} is decoded; the others, which name all modules, are read over.
void read_instruction(TermReader& reader, std::vector<std::string>& applications) {
  const std::optional<std::uint32_t> size = reader.tuple_size();
  if (!size) return reader.skip();
  if (*size == 0) return;
  const std::optional<std::string> name = reader.atom();
  if (!name) reader.skip();
  std::uint32_t left = *size - 1;
  if (name == "apply" && left == 1) {
    // start_boot's arguments are a list; {application, load, [...]} holds a whole .app, and is passed over.
    const std::string call = reader.capture(SIZE_MAX);
    left = 0;
    if (call.size() <= kLargestId) {
      control::MemorySource source(call);
      TermReader inner(source, call.size(), "a boot script");
      if (std::optional<std::string> application = started_permanently(inner.term(kLargestApply))) {
        applications.push_back(*std::move(application));
      }
    }
  }
  for (; left > 0; --left) reader.skip();
}

}  // namespace

std::optional<std::vector<std::string>> permanent_applications(std::string_view boot_file,
                                                               std::string_view script_id) {
  control::MemorySource source(boot_file);
  TermReader reader(source, boot_file.size(), "the boot script");
  reader.expect_version();
  if (reader.tuple_size() != 3 || reader.atom() != "script")
    reader.fail("expected {script, Id, Instructions}");
  // Atoms can be written in two ways, so the terms are compared.
  const Term id = reader.term(kLargestId);
  control::MemorySource running_source(script_id);
  TermReader running(running_source, script_id.size(), "init:script_id/0");
  if (!(id == running.term(kLargestId))) return std::nullopt;
  std::vector<std::string> applications;
  if (reader.u8() != erl::kListTag) reader.fail("expected a list of instructions");
  for (std::uint32_t left = reader.u32(); left > 0; --left) read_instruction(reader, applications);
  return applications;
}

}  // namespace slipway::launcher
