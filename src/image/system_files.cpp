#include "image/system_files.hpp"

#include "base/text.hpp"
#include "image/copied_path.hpp"
#include "image/image_user.hpp"

namespace slipway::image {
namespace {

constexpr mode_t kFile = 0644;
constexpr mode_t kPrivateFolder = 0700;
constexpr mode_t kSharedFolder = 01777;
constexpr const char* kCertificates = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* kLocale = "/usr/lib/locale/C.utf8";
constexpr std::string_view kHome = "home/nonroot";

constexpr std::string_view kNameServices =
    "passwd: files\n"
    "group: files\n"
    "shadow: files\n"
    "hosts: files dns\n"
    "networks: files\n"
    "protocols: files\n"
    "services: files\n";

void add_users(const std::string& user, FileTree& files) {
  const ImageUser own = image_user(user);
  const std::string uid = std::to_string(own.user);
  const std::string gid = std::to_string(own.group);
  std::string users =
      "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n";
  std::string groups = "root:x:0:\ntty:x:5:\nnobody:x:65534:\n";
  if (uid != "0" && uid != "65534") {
    users += concat({"nonroot:x:", uid, ":", gid, ":nonroot:/", kHome, ":/sbin/nologin\n"});
    if (gid != "0" && gid != "5" && gid != "65534") groups += concat({"nonroot:x:", gid, ":\n"});
  }
  files.add_text("etc/passwd", kFile, users);
  files.add_text("etc/group", kFile, groups);
  files.add("root", {.kind = FileEntry::Kind::kFolder, .mode = kPrivateFolder});
  files.add(std::string(kHome),
            {.kind = FileEntry::Kind::kFolder, .mode = kPrivateFolder, .owner = own.user});
}

/// A folder without those below it.
bool copy_folder(const RootView& source, const std::string& path, SystemFiles& result) {
  const std::optional<std::string> folder = source.resolve(path);
  if (!folder) return false;
  for (const std::string& name : source.list(*folder)) {
    const std::string below = *folder + "/" + name;
    const std::optional<RootView::Node> node = source.look(below);
    if (node && node->kind == FileEntry::Kind::kFile)
      result.copied.push_back(add_path_of(source, below, result.files));
  }
  return true;
}

}  // namespace

SystemFiles system_files(const RootView& source, const std::string& user) {
  SystemFiles result;
  add_users(user, result.files);
  result.files.add_text("etc/nsswitch.conf", kFile, std::string(kNameServices));
  result.files.add_folder("tmp", kSharedFolder);
  if (const std::string release = add_path_of(source, "/etc/os-release", result.files); !release.empty())
    result.copied.push_back(release);
  if (const std::string bundle = add_path_of(source, kCertificates, result.files); !bundle.empty()) {
    result.copied.push_back(bundle);
    // Made from the package's files when it was installed, so that the package does not list it.
    result.copied.emplace_back("/usr/share/doc/ca-certificates/copyright");
  } else {
    result.warnings.push_back(
        concat({kCertificates,
                " is missing on this machine, so the image can verify no TLS server; install "
                "ca-certificates"}));
  }
  if (!copy_folder(source, kLocale, result)) {
    result.warnings.push_back(
        concat({kLocale,
                " is missing on this machine, so the VM will take file names and output for "
                "latin1; install libc-bin, or put `+fnu` into vm.args"}));
  }
  return result;
}

}  // namespace slipway::image
