/** Makes the attributes and operations of a class enumerable, as WebIDL has them. */
export function asInterface<Class extends { prototype: object }>(theClass: Class): Class {
  const { prototype } = theClass;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name !== 'constructor') Object.defineProperty(prototype, name, { enumerable: true });
  }
  return theClass;
}
