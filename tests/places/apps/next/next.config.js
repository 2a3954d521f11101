export default {
  // Or it would look for one itself, and find this repository.
  turbopack: { root: import.meta.dirname },
};
