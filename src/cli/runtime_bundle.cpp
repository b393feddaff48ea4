#include "cli/runtime_bundle.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "image/layered_root.hpp"
#include "image/root_unpack.hpp"
#include "support/json.hpp"
#include "support/temporary_folder.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

struct UserIds {
  std::uint32_t user = 0;
  std::uint32_t group = 0;
};

std::uint32_t read_id(std::string_view text, const std::string& whole) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw Error(concat({"the user of the image is \"", whole,
                        "\"; runc and crun know numbers alone, such as 65532:65532; use docker or podman"}));
  }
  return id;
}

UserIds ids_of(const std::string& user) {
  if (user.empty()) return {};
  const std::size_t colon = user.find(':');
  UserIds ids;
  ids.user = read_id(std::string_view(user).substr(0, colon), user);
  if (colon != std::string::npos) ids.group = read_id(std::string_view(user).substr(colon + 1), user);
  return ids;
}

/// Those of the image, with the given ones in front: whoever reads takes the first.
Json::Array environment_of(const oci::ImageConfig& image, const ContainerRun& run, bool with_terminal) {
  Json::Array environment;
  std::vector<std::string> names;
  const auto add = [&](const std::string& variable) {
    const std::string name = variable.substr(0, variable.find('='));
    for (const std::string& known : names) {
      if (known == name) return;
    }
    names.push_back(name);
    environment.emplace_back(variable);
  };
  for (const std::string& variable : run.environment) {
    if (variable.find('=') != std::string::npos) {
      add(variable);
    } else if (const char* value = std::getenv(variable.c_str())) {
      add(concat({variable, "=", value}));
    }
  }
  for (const std::string& variable : image.env) add(variable);
  if (with_terminal) add("TERM=xterm");
  return environment;
}

Json texts(const std::vector<std::string>& values) {
  Json::Array array;
  for (const std::string& value : values) array.emplace_back(value);
  return {std::move(array)};
}

Json mount(const char* place, const char* type, const char* source, const std::vector<std::string>& options) {
  return {
      Json::Object{{"destination", place}, {"type", type}, {"source", source}, {"options", texts(options)}}};
}

Json::Array mounts(bool is_root) {
  Json::Array all = {
      mount("/proc", "proc", "proc", {"nosuid", "noexec", "nodev"}),
      mount("/dev", "tmpfs", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}),
      mount("/dev/pts", "devpts", "devpts",
            {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"}),
      mount("/dev/shm", "tmpfs", "shm", {"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}),
      mount("/tmp", "tmpfs", "tmpfs", {"nosuid", "nodev", "mode=1777"})};
  // Names are those of this machine, as its network is.
  for (const char* file : {"/etc/resolv.conf", "/etc/hosts"}) {
    if (fs::exists(file)) all.push_back(mount(file, "bind", file, {"bind", "ro"}));
  }
  if (is_root) {
    all.push_back(mount("/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev", "ro"}));
  }
  return all;
}

Json mapping(std::uint32_t inside, std::uint32_t outside) {
  return {Json::Array{Json(Json::Object{{"containerID", inside}, {"hostID", outside}, {"size", 1}})}};
}

Json linux_part(const UserIds& ids, bool is_root) {
  Json::Array namespaces;
  for (const char* kind : {"pid", "ipc", "uts", "mount"}) {
    namespaces.emplace_back(Json::Object{{"type", kind}});
  }
  Json::Object part;
  if (!is_root) {
    namespaces.emplace_back(Json::Object{{"type", "user"}});
    part.emplace_back("uidMappings", mapping(ids.user, ::geteuid()));
    part.emplace_back("gidMappings", mapping(ids.group, ::getegid()));
  }
  part.emplace_back("namespaces", std::move(namespaces));
  return {std::move(part)};
}

/// A folder that goes with this value.
class BundleFolder {
 public:
  BundleFolder() {
    std::string pattern = (temporary_folder() / "slipway-run-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw SystemError(errno, "create " + pattern);
    path_ = pattern;
    // The user of the image has to come through.
    fs::permissions(path_, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  }
  BundleFolder(const BundleFolder&) = delete;
  BundleFolder& operator=(const BundleFolder&) = delete;
  ~BundleFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void unpack(const oci::ImageSource& source, const oci::StoredImage& image, const fs::path& folder) {
  std::vector<image::RootLayer> layers;
  for (std::size_t at = 0; at < image.manifest.layers.size(); ++at) {
    const oci::Descriptor& descriptor = image.manifest.layers[at];
    const std::string name = concat({source.name(), ", layer ", std::to_string(at + 1)});
    layers.push_back({.name = name,
                      .open =
                          [&source, descriptor, name] {
                            return decompressed(source.stream(descriptor), name,
                                                image::LayeredRoot::kLargestLayer);
                          },
                      .plain = {},
                      .diff_id = image.config.diff_ids.at(at)});
  }
  fs::create_directory(folder / "scratch");
  {
    const image::LayeredRoot root(std::move(layers), folder / "scratch");
    fs::create_directory(folder / "rootfs");
    image::unpack_root(root, folder / "rootfs");
  }
  fs::remove_all(folder / "scratch");
}

}  // namespace

std::string runtime_configuration(const oci::ImageConfig& image, const ContainerRun& run,
                                  bool with_terminal) {
  const bool is_root = ::geteuid() == 0;
  const UserIds ids = ids_of(image.user);
  std::vector<std::string> words = image.entrypoint;
  const std::vector<std::string>& command = run.command.empty() ? image.cmd : run.command;
  words.insert(words.end(), command.begin(), command.end());
  if (words.empty()) throw Error("the image has neither an entrypoint nor a command; give one behind --");
  const Json process(Json::Object{{"terminal", with_terminal},
                                  {"user", Json::Object{{"uid", ids.user}, {"gid", ids.group}}},
                                  {"args", texts(words)},
                                  {"env", environment_of(image, run, with_terminal)},
                                  {"cwd", image.working_dir.empty() ? std::string("/") : image.working_dir},
                                  {"capabilities", Json::Object{}},
                                  {"noNewPrivileges", true}});
  return write_json(Json::Object{{"ociVersion", "1.0.2"},
                                 {"process", process},
                                 {"root", Json::Object{{"path", "rootfs"}, {"readonly", true}}},
                                 {"mounts", mounts(is_root)},
                                 {"linux", linux_part(ids, is_root)}});
}

int run_bundle(Engine engine, const oci::ImageSource& source, const oci::StoredImage& image,
               const ContainerRun& run) {
  // A system that was started has nothing to read: in a terminal of its own the emulator would take Ctrl-C
  // for its BREAK menu.
  const bool starts = run.command.empty();
  const bool with_terminal = !starts && ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  const BundleFolder bundle;
  create_file((bundle.path() / "config.json").string(),
              runtime_configuration(image.config, run, with_terminal), 0644);
  unpack(source, image, bundle.path());
  std::vector<std::string> words = {std::string(program_of(engine)),
                                    "--root",
                                    (bundle.path() / "state").string(),
                                    "run",
                                    "--bundle",
                                    bundle.path().string(),
                                    bundle.path().filename().string()};
  return run_and_wait(words, starts ? Foreground::kOurs : Foreground::kShared);
}

}  // namespace slipway::cli
