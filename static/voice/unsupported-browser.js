// Read only by browsers that know no modules: written in the JavaScript of their time.
document.addEventListener("DOMContentLoaded", function () {
  document.getElementById("unsupported-browser").hidden = false;
  document.getElementById("call").disabled = true;
});
