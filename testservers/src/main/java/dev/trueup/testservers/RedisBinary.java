package dev.trueup.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.error.UnknownOSName;
import redis.embedded.model.OsArchitecture;

/** A {@code redis-server} that this machine can run. Immutable. */
record RedisBinary(ServerKind kind, Path executable, String version) {
    private static final Pattern VERSION = Pattern.compile("v=(\\S+)");

    private static @Nullable RedisBinary found;

    /** The one on the {@code PATH}, else the embedded one; looked for once per JVM. */
    static synchronized RedisBinary find() {
        if (found == null) {
            found = onPath().map(path -> of(ServerKind.PATH, path))
                    .orElseGet(() -> of(ServerKind.EMBEDDED, extractEmbedded()));
        }
        return found;
    }

    static Optional<Path> onPath() {
        return onPath(Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    static Optional<Path> onPath(String directories) {
        return Arrays.stream(directories.split(Pattern.quote(File.pathSeparator), -1))
                .filter(directory -> !directory.isBlank())
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether the embedded-redis jar carries a binary for this operating system and processor. */
    static boolean isEmbedded() {
        try {
            return ExecutableProvider.newProvidedVersionsMap().containsKey(OsArchitecture.detectOSandArchitecture());
        } catch (UnknownOSName | OsArchitectureNotFound e) {
            return false;
        }
    }

    private static Path extractEmbedded() {
        TempDirectory directory = TempDirectory.create();
        AtExit.run(directory::delete);
        try {
            return ExecutableProvider.newJarResourceProvider(directory.path().toFile())
                    .get()
                    .toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RedisBinary of(ServerKind kind, Path executable) {
        try {
            Process process = new ProcessBuilder(executable.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String words = new String(process.getInputStream().readAllBytes(), UTF_8);
            Matcher version = VERSION.matcher(words);
            if (!version.find()) {
                throw new IllegalStateException(executable + " does not run as a redis-server: " + words.strip());
            }
            return new RedisBinary(kind, executable, version.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
