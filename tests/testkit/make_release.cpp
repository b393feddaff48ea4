#include "testkit/make_release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "base/files.hpp"
#include "erl/external.hpp"
#include "erl/text_writer.hpp"
#include "release/application_finder.hpp"
#include "release/boot_script.hpp"
#include "release/release_resource.hpp"

namespace slipway::testkit {
namespace {

namespace fs = std::filesystem;

/// releases/start_erl.data of an Erlang installation: "ERTS OTP".
struct InstalledOtp {
  std::string erts;
  int release = 0;
};

InstalledOtp read_otp(const fs::path& root) {
  const fs::path file = root / "releases/start_erl.data";
  const std::string text = read_file(file);
  const std::size_t space = std::min(text.find(' '), text.size());
  InstalledOtp otp{text.substr(0, space), 0};
  const char* end = text.data() + text.size();
  if (space == text.size() || std::from_chars(text.data() + space + 1, end, otp.release).ec != std::errc{})
    throw Error(fmt::format("{}: expected \"ERTS OTP\", found \"{}\"", file.string(), text));
  return otp;
}

release::BootList read_applications(const std::vector<std::string>& words) {
  release::BootList list;
  for (const std::string& word : words) {
    const std::size_t colon = std::min(word.find(':'), word.size());
    const std::string name = word.substr(0, colon);
    const std::string mode = colon < word.size() ? word.substr(colon + 1) : "permanent";
    list.push_back({name, release::read_mode(mode, name)});
  }
  return list;
}

std::vector<fs::path> code_path(const fs::path& library) {
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(library))
    folders.push_back(entry.path() / "ebin");
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

std::size_t make_plain_release(const fs::path& folder, const PlainRelease& wanted, const fs::path& otp_root,
                               const fs::path& library) {
  const InstalledOtp otp = read_otp(otp_root);
  const fs::path clean_boot = otp_root / "bin/start_clean.boot";
  const auto boot_template = release::read_boot_template(read_file(clean_boot), clean_boot.string());

  release::SelectionRequest request;
  request.applications = read_applications(wanted.applications);
  request.elixir = {1, 14, 0};
  release::ApplicationFolders folders;
  folders.otp_lib = otp_root / "lib";
  folders.code_path = code_path(library);
  const release::Selection selection =
      release::select_applications(request, release::make_application_finder(folders));
  release::check_boot_list(selection.start, selection.applications, {});

  const release::ReleaseDefinition definition = release::define_release(
      {wanted.name, wanted.version, otp.erts}, selection.start, selection.applications);
  const erl::Term script = release::make_boot_script(definition, boot_template, {});
  constexpr mode_t kMode = 0644;
  create_file(folder / (wanted.name + ".rel"),
              erl::to_consultable_file(release::make_release_resource(definition)), kMode);
  create_file(folder / (wanted.name + ".boot"),
              erl::encode_external(script, release::boot_atom_encoding(otp.release)), kMode);
  return selection.applications.size();
}

}  // namespace slipway::testkit
