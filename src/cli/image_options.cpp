#include "cli/image_options.hpp"

#include <array>

#include "base/error.hpp"
#include "cli/registry_access.hpp"

namespace slipway::cli {
namespace {

constexpr std::array<OptionSpec, 22> kOwnOptions = {{
    {"-t,--tag", "REF",
     "the image's name, such as app:1.0 (can be repeated; default: the release's name and version)"},
    {"-o,--output", "OUT",
     "a FILE for `docker load` and `podman load`, oci:DIR for a layout, - for standard output"},
    {"--load", "", "hand the image to Docker or podman"},
    {"--push", "",
     "send it to the registries that its names tell, and write no archive unless -o asks for one"},
    {"--digest-file", "FILE", "write the image's digest there"},
    {"--base", "BASE",
     "scratch (default), an image in a registry, an OCI layout (oci:DIR:TAG), or an archive of an image or a "
     "root"},
    {"--update-base", "", "take what the base's tag names now, and note it in slipway.lock"},
    {"--user", "UID[:GID]", "who runs the release (default: 65532:65532)"},
    {"--port", "PORT", "a port to expose, such as 4000 or 53/udp (can be repeated)"},
    {"--env", "NAME=VALUE", "a variable of all containers (can be repeated)"},
    {"--label", "NAME=VALUE", "a label (can be repeated)"},
    {"--include", "PATH", "a program with its libraries, a file or a folder (can be repeated)"},
    {"--shell", "WHEN", "auto (default: where something needs one), none or sh"},
    {"--compression", "KIND", "gzip (default) or zstd"},
    {"--healthcheck", "", "have Docker ask the release for its health"},
    {"--debug", "", "put all of Busybox into it, and add -debug to its tag"},
    {"--builder", "",
     "instead of a release, put this program upon --base, an image with Elixir: what pipelines build in"},
    {"--path", "DIR", "the release is, or will be, in DIR (default: _build/MIX_ENV/rel/NAME)"},
    {"--no-compile", "", "take what is compiled already"},
    {"--no-cache", "", "make everything anew, and remember nothing for the next run"},
    {"--quiet", "", "print errors and warnings only"},
    {"--json", "", "print the result as JSON, and everything else on standard error"},
}};

constexpr auto kOptions = joined(kOwnOptions, kRegistryOptions);

}  // namespace

std::span<const OptionSpec> image_options() { return kOptions; }

ImageWish read_image_wish(const Arguments& arguments, project::ImageSettings settings) {
  ImageWish wish{.settings = std::move(settings)};
  project::ImageSettings& image = wish.settings;
  if (const auto base = arguments.value("--base")) image.base = *base;
  if (const auto user = arguments.value("--user")) image.user = project::image_user(*user, "--user");
  if (const auto shell = arguments.value("--shell")) image.shell = project::image_shell(*shell, "--shell");
  if (const auto kind = arguments.value("--compression")) {
    image.compression = project::image_compression(*kind, "--compression");
  }
  for (const std::string& port : arguments.values("--port")) {
    image.ports.push_back(project::image_port(port, "--port"));
  }
  for (const std::string& variable : arguments.values("--env")) {
    image.environment.push_back(project::image_variable(variable, "--env"));
  }
  for (const std::string& label : arguments.values("--label")) {
    image.labels.push_back(project::image_variable(label, "--label"));
  }
  for (const std::string& path : arguments.values("--include")) {
    if (!path.starts_with('/'))
      throw UsageError("--include takes absolute paths of this machine, not " + path);
    image.include.push_back(path);
  }
  if (arguments.has("--healthcheck") && !image.healthcheck) image.healthcheck.emplace();
  for (const std::string& name : arguments.values("--tag")) wish.names.push_back(oci::Reference::parse(name));
  if (wish.names.empty() && image.tag) wish.names.push_back(oci::Reference::parse(*image.tag));
  wish.output = arguments.value("--output").value_or("");
  wish.debug = arguments.has("--debug");
  wish.load = arguments.has("--load");
  wish.push = arguments.has("--push");
  wish.update_base = arguments.has("--update-base");
  wish.json = arguments.has("--json");
  wish.quiet = arguments.has("--quiet");
  return wish;
}

}  // namespace slipway::cli
