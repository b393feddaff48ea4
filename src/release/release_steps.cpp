#include "release/release_steps.hpp"

#include "base/error.hpp"

namespace slipway::release {

ReleaseSteps::Next ReleaseSteps::begin() {
  return take(probe_.request(erl::tuple({erl::atom("begin"), to_fields(release_)})));
}

ReleaseSteps::Next ReleaseSteps::go_on(const std::vector<std::string>& overlays) {
  std::vector<erl::Term> paths;
  for (const std::string& overlay : overlays) paths.push_back(erl::binary(overlay));
  release_.overlays.insert(release_.overlays.begin(), overlays.begin(), overlays.end());
  return take(probe_.request(erl::tuple({erl::atom("continue"), erl::list(std::move(paths))})));
}

ReleaseSteps::Next ReleaseSteps::take(const erl::Term& answer) {
  const auto* next_and_fields = answer.tuple(2);
  if (next_and_fields == nullptr) throw Error("the probe's answer to a step is incomplete");
  if (!next_and_fields->back().is_atom("unchanged")) {
    release_ = read_changed_release(next_and_fields->back(), release_);
  }
  const erl::Term& next = next_and_fields->front();
  if (next.is_atom("assemble")) return Next::kAssemble;
  if (next.is_atom("tar")) return Next::kTar;
  if (next.is_atom("done")) return Next::kDone;
  throw Error(
      "functions in :steps left a step that is neither :assemble nor :tar; a release is assembled once, and "
      "archived at most once behind that");
}

}  // namespace slipway::release
