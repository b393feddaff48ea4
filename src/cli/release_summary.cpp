#include <algorithm>

#include "base/error.hpp"
#include "cli/release_report.hpp"

namespace slipway::cli {
namespace {

using erl::pair;
using erl::Term;

Term number(std::uint64_t value) { return erl::integer(static_cast<std::int64_t>(value)); }

class Reader {
 public:
  explicit Reader(const Term& term) : term_(term) {}

  const Term& value(std::string_view key) const {
    const Term* found = erl::find(term_, key);
    if (found == nullptr) throw Error("the summary of a run lacks " + std::string(key));
    return *found;
  }
  std::string text(std::string_view key) const { return erl::text_of(value(key)).value_or(""); }
  bool flag(std::string_view key) const { return value(key).is_atom("true"); }
  std::uint64_t number(std::string_view key) const {
    const auto* found = value(key).as<std::int64_t>();
    if (found == nullptr) throw Error("the summary of a run has no number as " + std::string(key));
    return static_cast<std::uint64_t>(*found);
  }
  const std::vector<Term>& list(std::string_view key) const {
    const auto* found = value(key).proper_list();
    if (found == nullptr) throw Error("the summary of a run has no list as " + std::string(key));
    return *found;
  }

 private:
  const Term& term_;
};

std::string origin_of(const release::SelectedApplication& application, const project::MixFacts& facts) {
  if (application.is_otp) return "otp";
  if (application.folder.lexically_normal().parent_path() == facts.elixir_lib_dir.lexically_normal())
    return "elixir";
  const bool is_fetched = std::find(facts.fetched_apps.begin(), facts.fetched_apps.end(), application.name) !=
                          facts.fetched_apps.end();
  return is_fetched ? "dependency" : "project";
}

}  // namespace

ReleaseSummary summarize(const project::MixFacts& facts, const release::ReleasePlan& plan,
                         const release::Assembled& assembled,
                         const std::optional<release::Tarball>& archive) {
  ReleaseSummary summary;
  summary.name = plan.release.name;
  summary.version = plan.release.version;
  summary.description = facts.description.value_or("");
  summary.source_url = facts.source_url.value_or("");
  summary.homepage_url = facts.homepage_url.value_or("");
  summary.path = plan.release.path;
  summary.mix_env = plan.mix_env;
  summary.erts_version = plan.release.erts.version;
  summary.includes_erts = plan.release.erts.folder.has_value();
  summary.includes_unix = plan.options.includes_unix;
  summary.files = assembled.files.size();
  summary.bytes = assembled.bytes;
  summary.archive = archive;
  summary.quiet = plan.options.quiet;
  for (const release::SelectedApplication& application : plan.release.applications) {
    const std::string_view mode = application.is_included ? "included" : release::mode_name(application.mode);
    summary.applications.push_back(
        {application.name, application.resource.version, std::string(mode), origin_of(application, facts)});
  }
  return summary;
}

Term to_term(const ReleaseSummary& summary) {
  std::vector<Term> applications;
  for (const ReleaseSummary::Application& application : summary.applications) {
    applications.push_back(erl::list(
        {pair("name", erl::binary(application.name)), pair("version", erl::binary(application.version)),
         pair("mode", erl::binary(application.mode)), pair("origin", erl::binary(application.origin))}));
  }
  std::vector<Term> archives;
  if (summary.archive) {
    archives.push_back(erl::list({pair("path", erl::binary(summary.archive->path.native())),
                                  pair("bytes", number(summary.archive->bytes))}));
  }
  std::vector<Term> checks;
  if (summary.check) checks.push_back(erl::binary(*summary.check));
  std::vector<Term> warnings;
  for (const std::string& warning : summary.warnings) warnings.push_back(erl::binary(warning));
  return erl::list(
      {pair("name", erl::binary(summary.name)), pair("version", erl::binary(summary.version)),
       pair("description", erl::binary(summary.description)),
       pair("source_url", erl::binary(summary.source_url)),
       pair("homepage_url", erl::binary(summary.homepage_url)),
       pair("path", erl::binary(summary.path.native())), pair("mix_env", erl::binary(summary.mix_env)),
       pair("erts_version", erl::binary(summary.erts_version)),
       pair("includes_erts", erl::boolean(summary.includes_erts)),
       pair("includes_unix", erl::boolean(summary.includes_unix)), pair("files", number(summary.files)),
       pair("bytes", number(summary.bytes)), pair("archives", erl::list(std::move(archives))),
       pair("applications", erl::list(std::move(applications))), pair("quiet", erl::boolean(summary.quiet)),
       pair("checks", erl::list(std::move(checks))), pair("warnings", erl::list(std::move(warnings)))});
}

ReleaseSummary read_release_summary(const Term& term) {
  const Reader reader(term);
  ReleaseSummary summary;
  summary.name = reader.text("name");
  summary.version = reader.text("version");
  summary.description = reader.text("description");
  summary.source_url = reader.text("source_url");
  summary.homepage_url = reader.text("homepage_url");
  summary.path = reader.text("path");
  summary.mix_env = reader.text("mix_env");
  summary.erts_version = reader.text("erts_version");
  summary.includes_erts = reader.flag("includes_erts");
  summary.includes_unix = reader.flag("includes_unix");
  summary.quiet = reader.flag("quiet");
  summary.files = reader.number("files");
  summary.bytes = reader.number("bytes");
  for (const Term& entry : reader.list("archives")) {
    const Reader archive(entry);
    summary.archive = release::Tarball{archive.text("path"), archive.number("bytes")};
  }
  for (const Term& entry : reader.list("applications")) {
    const Reader application(entry);
    summary.applications.push_back({application.text("name"), application.text("version"),
                                    application.text("mode"), application.text("origin")});
  }
  for (const Term& check : reader.list("checks")) summary.check = erl::text_of(check).value_or("");
  for (const Term& warning : reader.list("warnings"))
    summary.warnings.push_back(erl::text_of(warning).value_or(""));
  return summary;
}

}  // namespace slipway::cli
