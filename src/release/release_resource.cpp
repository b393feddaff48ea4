#include "release/release_resource.hpp"

namespace slipway::release {
namespace {

erl::Term application_term(const ReleaseApplication& application) {
  const erl::ApplicationResource& resource = application.resource;
  std::vector<erl::Term> elements = {erl::atom(resource.name), erl::charlist(resource.version),
                                     erl::atom(mode_name(application.mode))};
  if (!resource.included_applications.empty()) {
    std::vector<erl::Term> included;
    for (const std::string& name : resource.included_applications) included.push_back(erl::atom(name));
    elements.push_back(erl::list(std::move(included)));
  }
  return erl::tuple(std::move(elements));
}

}  // namespace

erl::Term make_release_resource(const ReleaseDefinition& release) {
  std::vector<erl::Term> applications;
  for (const ReleaseApplication& application : release.applications) {
    applications.push_back(application_term(application));
  }
  const ReleaseIdentity& identity = release.identity;
  return erl::tuple({erl::atom("release"),
                     erl::tuple({erl::charlist(identity.name), erl::charlist(identity.version)}),
                     erl::tuple({erl::atom("erts"), erl::charlist(identity.erts_version)}),
                     erl::list(std::move(applications))});
}

}  // namespace slipway::release
