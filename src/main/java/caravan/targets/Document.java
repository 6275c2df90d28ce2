package caravan.targets;

import java.nio.file.Path;

/**
 * One file as it was read.
 *
 * @param name name for problems, as the operator wrote it
 * @param folder folder that relative paths in the file start from
 * @param content bytes of the file
 */
record Document(String name, Path folder, byte[] content) {}
