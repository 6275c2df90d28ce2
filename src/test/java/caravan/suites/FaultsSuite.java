package caravan.suites;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Runs the tests of one application in one go, so that it starts once and not with each class. */
@Suite(failIfNoTests = false)
@SelectPackages("caravan.fault")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns(".*SlowLorisTest")
@IncludeEngines("junit-jupiter")
class FaultsSuite {}
