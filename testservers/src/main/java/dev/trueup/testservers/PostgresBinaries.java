package dev.trueup.testservers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The programs of a PostgreSQL that this machine can run. Immutable. */
record PostgresBinaries(ServerKind kind, Path directory) {

    private static @Nullable PostgresBinaries found;

    /** Those on the {@code PATH}, else the embedded ones; looked for once per JVM. */
    static synchronized PostgresBinaries find() {
        if (found == null) {
            found = onPath().map(path -> new PostgresBinaries(ServerKind.PATH, path))
                    .orElseGet(() -> new PostgresBinaries(ServerKind.EMBEDDED, extractEmbedded()));
        }
        return found;
    }

    static Optional<Path> onPath() {
        return isRoot() && !LinuxUtils.isUnshareAvailable()
                ? Optional.empty()
                : onPath(Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    static Optional<Path> onPath(String directories) {
        return Arrays.stream(directories.split(Pattern.quote(File.pathSeparator), -1))
                .filter(directory -> !directory.isBlank())
                .map(Path::of)
                .filter(directory ->
                        Stream.of("initdb", "postgres").map(directory::resolve).allMatch(Files::isExecutable))
                .findFirst();
    }

    /**
     * The words that run one of the programs. PostgreSQL refuses to run as root, so root hides in a namespace in which
     * it is nobody; in one of its own for shared memory too, so that a server that was killed leaves none behind.
     */
    List<String> command(String program, List<String> arguments) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("unshare", "--user", "--ipc"));
        }
        words.add(directory.resolve(program).toString());
        words.addAll(arguments);
        return words;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The library unpacks its programs only to start a server. */
    private static Path extractEmbedded() {
        TempDirectory unpacked = TempDirectory.create();
        AtExit.run(unpacked::delete);
        try {
            EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(unpacked.path().toFile())
                    .start()
                    .close();
            try (Stream<Path> files = Files.walk(unpacked.path())) {
                return files.filter(file -> file.endsWith(Path.of("bin", "initdb")))
                        .map(Path::getParent)
                        .findFirst()
                        .orElseThrow();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
