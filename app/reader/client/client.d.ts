// For editors, in a clone of the repository: the types of the client that stands beside this file as it was built. It is not served.
export * from "../../../clients/typescript/src/client/client.js";
