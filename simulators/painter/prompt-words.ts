/** What the words of a prompt can ask for. Every list is `value: words`; the longest match wins. */
export type Place =
  | 'mountains'
  | 'hills'
  | 'desert'
  | 'canyon'
  | 'forest'
  | 'sea'
  | 'lake'
  | 'coast'
  | 'city'
  | 'space'
  | 'abstract';
export type Weather = 'clear' | 'cloudy' | 'storm' | 'rain' | 'snow' | 'fog';
export type TimeOfDay = 'sunrise' | 'morning' | 'noon' | 'sunset' | 'dusk' | 'night';
export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
export type Move = 'fly' | 'pan' | 'push' | 'orbit' | 'tilt' | 'static';
export type Mood =
  | 'red'
  | 'teal'
  | 'golden'
  | 'neon'
  | 'monochrome'
  | 'pastel'
  | 'purple'
  | 'green'
  | 'blue'
  | 'pink';
export type World = 'earth' | 'mars' | 'saturn' | 'neptune' | 'violet';
export type Subject =
  | 'bird'
  | 'balloon'
  | 'drone'
  | 'rocket'
  | 'plane'
  | 'boat'
  | 'ship'
  | 'whale'
  | 'car'
  | 'train'
  | 'horse'
  | 'deer'
  | 'wolf'
  | 'cat'
  | 'person'
  | 'lighthouse'
  | 'castle'
  | 'tree';

type Words<T extends string> = Readonly<Record<T, string>>;

export const PLACES: Words<Place> = {
  mountains:
    'mountain,mountains,mountain range,alps,alpine,peak,peaks,summit,himalaya,himalayas,everest,glacier,cliff,cliffs,volcano,fjord,fjords,highlands,ridge',
  hills:
    'hill,hills,meadow,meadows,field,fields,grassland,prairie,countryside,valley,farm,vineyard,pasture,savanna,steppe,tundra,garden,lavender,wheat,flowers,terrain,landscape',
  desert: 'desert,dune,dunes,sahara,sand,sandy,mars,martian,arid',
  canyon: 'canyon,canyons,grand canyon,gorge,mesa,badlands,butte,ravine',
  forest:
    'forest,forests,woods,woodland,jungle,rainforest,taiga,redwood,redwoods,bamboo,grove,pines,trees,enchanted forest',
  sea: 'sea,ocean,seas,oceans,waves,wave,surf,open water,maritime,underwater,storm at sea,pacific,atlantic',
  lake: 'lake,lakes,river,pond,reflection,loch,lagoon,waterfall',
  coast:
    'beach,coast,coastline,shore,island,islands,bay,tropical,archipelago,harbor,harbour,seaside',
  city: 'city,cities,street,streets,skyline,downtown,urban,metropolis,tokyo,new york,manhattan,skyscraper,skyscrapers,cyberpunk,town,alley,buildings,traffic,rooftop,rooftops,highway',
  space:
    'space,outer space,planet,planets,star field,starfield,galaxy,galaxies,nebula,cosmos,cosmic,orbiting,moon landing,asteroid,asteroids,saturn,jupiter,spaceship,spacecraft,universe,black hole,earth from space',
  abstract:
    'abstract,fractal,fractals,liquid,fluid,silk,ink,smoke,geometric,psychedelic,shapes,gradient,pattern,patterns,texture,particles,swirling colors,swirling colours',
};

export const WEATHERS: Words<Weather> = {
  clear: 'clear,cloudless,sunny,bright,clear sky',
  cloudy: 'cloudy,clouds,overcast,cloud,sea of clouds',
  storm: 'storm,stormy,thunder,thunderstorm,lightning,tempest,hurricane,dramatic sky',
  rain: 'rain,rainy,raining,drizzle,monsoon,wet,downpour',
  snow: 'snowing,snowfall,blizzard,snowstorm,snowflakes,falling snow',
  fog: 'fog,foggy,mist,misty,haze,hazy,ethereal',
};

export const TIMES: Words<TimeOfDay> = {
  sunrise: 'sunrise,dawn,daybreak,first light,sun rises',
  morning: 'morning,early,forenoon,breakfast',
  noon: 'noon,midday,daytime,day,afternoon,sunny,sunlit,daylight',
  sunset: 'sunset,golden hour,sundown,evening,sun sets,last light',
  dusk: 'dusk,twilight,blue hour,nightfall,gloaming',
  night:
    'night,midnight,nighttime,moonlight,moonlit,moon,starry,stars,milky way,starlight,neon,cyberpunk,aurora,northern lights,fireflies',
};

export const SEASONS: Words<Season> = {
  spring: 'spring,blossom,blossoms,cherry,bloom,blooming,flowers,lavender',
  summer: 'summer,tropical,lush,green',
  autumn: 'autumn,fall colors,fall colours,fall foliage,foliage,october,harvest,wheat,autumnal',
  winter:
    'winter,snow,snowy,ice,icy,frozen,snowcapped,snow-capped,frost,frosty,arctic,snowing,snowfall,blizzard,christmas',
};

export const MOVES: Words<Move> = {
  fly: 'drone shot,drone,fly,flying over,flying through,flyover,fly over,fly through,flythrough,fpv,aerial,soaring,soar,gliding,flight,birds eye,bird eye,helicopter,hyperlapse',
  pan: 'pan,panning,pan left,pan right,tracking,tracking shot,track,sideways,panorama,panoramic,following,truck',
  push: 'zoom,zooming,dolly,push in,push-in,dolly in,close up,slow zoom,zoom in,approaching,crane',
  orbit: 'orbit,orbits,orbiting,circling,circles,around,revolve,arc shot,rotating,360',
  tilt: 'tilt,tilting,tilt up,tilt down,looking up,reveal',
  static: 'static,locked,locked-off,still,tripod,fixed camera,timelapse,time-lapse,time lapse',
};

export const MOODS: Words<Mood> = {
  red: 'red,crimson,scarlet,blood,mars,martian,ruby',
  teal: 'teal,turquoise,cyan,aqua,emerald sea',
  golden: 'golden,gold,amber,warm,honey,golden hour,wheat',
  neon: 'neon,cyberpunk,synthwave,vaporwave,retrowave,electric',
  monochrome: 'monochrome,black and white,black-and-white,noir,greyscale,grayscale',
  pastel: 'pastel,soft,dreamy,gentle,watercolor,watercolour,delicate',
  purple: 'purple,violet,lavender,indigo,magenta,mystical,magical,fantasy',
  green: 'emerald,jade,verdant,moss,mossy',
  blue: 'blue,azure,cobalt,sapphire,cold,navy',
  pink: 'pink,rose,cherry,coral,blossom,blossoms',
};

export const SUBJECTS: Words<Subject> = {
  bird: 'bird,birds,eagle,hawk,falcon,gull,seagull,seagulls,crane bird,swan,owl,raven,crow,flock,geese,dragon',
  balloon: 'balloon,balloons,hot air balloon,hot air balloons,airship,zeppelin,lantern,lanterns',
  drone: 'quadcopter,delivery drone,drones',
  rocket: 'rocket,rockets,spaceship,spacecraft,starship,space shuttle,missile',
  plane: 'plane,airplane,aeroplane,jet,aircraft,biplane',
  boat: 'boat,sailboat,sailing,sail,yacht,canoe,kayak,fishing boat,rowboat,gondola',
  ship: 'ship,ships,galleon,pirate ship,vessel,ferry,freighter,viking',
  whale: 'whale,whales,dolphin,dolphins,orca,humpback',
  car: 'car,cars,sports car,taxi,truck driving,vehicle,driving,suv,convertible,race car,motorcycle',
  train: 'train,trains,locomotive,railway,steam train,bullet train,tram',
  horse: 'horse,horses,stallion,mustang,pony,unicorn,cowboy,knight,rider',
  deer: 'deer,stag,elk,moose,reindeer,antelope,gazelle',
  wolf: 'wolf,wolves,dog,dogs,puppy,fox,coyote,husky,corgi,golden retriever',
  cat: 'cat,cats,kitten,tiger,lion,leopard,panther,cheetah',
  person:
    'person,people,man,woman,boy,girl,hiker,hikers,astronaut,astronauts,traveler,traveller,wanderer,monk,samurai,robot,dancer,child,runner,couple,explorer,climber,figure,surfer,skier,skateboarder,someone,wizard',
  lighthouse: 'lighthouse,beacon,watchtower',
  castle: 'castle,fortress,palace,temple,pagoda,ruins,cathedral,tower',
  tree: 'lone tree,lonely tree,oak,willow,cherry tree,single tree,acacia,baobab,a tree,old tree',
};

/** Which planet hangs in space. */
export const WORLDS: Words<World> = {
  earth: 'earth,blue planet,home planet',
  mars: 'mars,red planet,rocky planet',
  saturn: 'saturn,jupiter,gas giant,ringed,rings',
  neptune: 'neptune,uranus,ice planet,ice giant',
  violet: 'alien,alien planet,alien world,exoplanet',
};

export const AURORA_WORDS = 'aurora,auroras,northern lights,aurora borealis,polar lights';

/** Words that put the camera at eye level; without them it is in the air. */
export const GROUND_WORDS =
  'street,streets,alley,road,walking,car,cars,taxi,driving,cat,dog,person,man,woman,sidewalk,market,street level,through a forest,through the forest,through the woods,path,forest floor';

/** Where a subject is met when the prompt names no place. */
export const SUBJECT_HOMES: Readonly<Record<Subject, Place>> = {
  bird: 'mountains',
  balloon: 'hills',
  drone: 'city',
  rocket: 'space',
  plane: 'mountains',
  boat: 'lake',
  ship: 'sea',
  whale: 'sea',
  car: 'city',
  train: 'hills',
  horse: 'hills',
  deer: 'forest',
  wolf: 'forest',
  cat: 'city',
  person: 'mountains',
  lighthouse: 'coast',
  castle: 'hills',
  tree: 'hills',
};
