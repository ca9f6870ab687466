package dev.trueup.testkit.fake;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing that goes wrong with a call. */
sealed interface Fault {

    /** Whether it decides what is answered; of several such, the first rule's wins. */
    default boolean decidesAnswer() {
        return false;
    }

    record Delay(Duration by, boolean beforeWork) implements Fault {}

    record Drip(Duration over) implements Fault {}

    record Hold(Gate gate, boolean beforeWork) implements Fault {}

    record Answer(int status, @Nullable Duration retryAfter, boolean afterWork) implements Fault {

        /** Whether the provider's own code gives it; what is in front of that gives the others, and it never knows. */
        boolean isProvidersOwn() {
            return status == 500;
        }

        @Override
        public boolean decidesAnswer() {
            return true;
        }
    }

    record RawAnswer(int status, String body) implements Fault {
        @Override
        public boolean decidesAnswer() {
            return true;
        }
    }

    record CutLine(boolean afterWork) implements Fault {
        @Override
        public boolean decidesAnswer() {
            return true;
        }
    }

    record CutBody() implements Fault {
        @Override
        public boolean decidesAnswer() {
            return true;
        }
    }
}
