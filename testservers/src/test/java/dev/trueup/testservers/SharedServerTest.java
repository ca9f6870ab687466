package dev.trueup.testservers;

import static dev.trueup.testservers.ServerKind.DOCKER;
import static dev.trueup.testservers.ServerKind.EMBEDDED;
import static dev.trueup.testservers.ServerKind.GIVEN;
import static dev.trueup.testservers.ServerKind.PATH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedServerTest {
    private static final SharedServer<RedisServer> SERVER = SharedRedis.SERVER;

    @Test
    void aGivenServerGoesBeforeAllOthers() {
        assertThat(choose(GIVEN, DOCKER, PATH, EMBEDDED)).isEqualTo(GIVEN);
    }

    @Test
    void dockerGoesBeforeLocalBinaries() {
        assertThat(choose(DOCKER, PATH, EMBEDDED)).isEqualTo(DOCKER);
    }

    @Test
    void aBinaryOnThePathGoesBeforeTheEmbeddedOne() {
        assertThat(choose(PATH, EMBEDDED)).isEqualTo(PATH);
        assertThat(choose(EMBEDDED)).isEqualTo(EMBEDDED);
    }

    @Test
    void withoutAnyServerTheMessageTellsWhatToDo() {
        assertThatThrownBy(SharedServerTest::choose)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TRUEUP_TEST_REDIS_URL");
    }

    @Test
    void dockerIsNotAskedWhenAServerIsGiven() {
        List<ServerKind> asked = new ArrayList<>();

        SERVER.choose(kind -> {
            asked.add(kind);
            return kind == GIVEN;
        });

        assertThat(asked).containsExactly(GIVEN);
    }

    @Test
    void onlyAnExecutableFileOnThePathCounts(@TempDir Path first, @TempDir Path second) throws IOException {
        Files.writeString(first.resolve("redis-server"), "not executable");
        Path executable = Files.writeString(second.resolve("redis-server"), "#!/bin/sh\n");
        String path = first + ":" + second;
        assertThat(RedisBinary.onPath(path)).isEmpty();

        assertThat(executable.toFile().setExecutable(true)).isTrue();
        assertThat(RedisBinary.onPath(path)).contains(executable);
    }

    private static ServerKind choose(ServerKind... available) {
        return SERVER.choose(Set.of(available)::contains);
    }
}
