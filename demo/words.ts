/** Invented people's names: common ones of London's communities, joined by chance. */
export const givenNames = ['Aisha', 'Alan', 'Anjali', 'Ayodele', 'Beatriz', 'Brian', 'Carmel', 'Chloe', 'Daniel', 'Denise', 'Dimitri', 'Edna', 'Elif', 'Emeka', 'Fatima', 'Frank', 'Grace', 'Hassan', 'Irene', 'Jakub', 'Jean', 'Kwame', 'Leila', 'Liam', 'Maeve', 'Mei', 'Mohamed', 'Nadine', 'Olga', 'Patrick', 'Rashid', 'Rita', 'Samuel', 'Shanice', 'Stefan', 'Sunita', 'Tariq', 'Thanh', 'Vera', 'Winston', 'Yusuf', 'Zofia'] as const
/** Invented family names, likewise. */
export const familyNames = ['Abara', 'Ahmed', 'Antoniou', 'Barlow', 'Begum', 'Brennan', 'Campbell', 'Chaudhry', 'Chen', 'Clarke', 'Costa', 'Demir', 'Doyle', 'Edwards', 'Farah', 'Ferreira', 'Fraser', 'Gill', 'Hossain', 'Ibrahim', 'Ivanova', 'James', 'Joseph', 'Kaur', 'Kowalski', 'Lewis', 'Mbeki', 'Morgan', 'Nguyen', 'Nowak', 'Oduya', 'Osman', 'Patel', 'Quinn', 'Rahimi', 'Reid', 'Santos', 'Shah', 'Silva', 'Thompson', 'Usman', 'Vella', 'Walsh', 'Yilmaz'] as const

/** What callers say, by type of behaviour: `{place}` becomes the street. */
export const narratives: Readonly<Record<string, readonly string[]>> = {
  'rowdy-inconsiderate': [
    'About eight young people in the stairwell at {place}, shouting and kicking the doors. They run when someone comes out and are back within the hour.',
    'Group outside the shops on {place} throwing bottles at the shutters and swearing at people walking past.',
    'A crowd on the corner of {place} has been there since six. They block the pavement and jeer at anyone who asks to get by.',
    'Drunken argument in the street at {place}, no blows seen, the whole row of houses awake.',
  ],
  'rowdy-neighbours': [
    'The people upstairs at {place} bang on the floor whenever she moves about. Last night they came down and shouted through the letterbox.',
    'Neighbour at {place} threw rubbish over the fence again and called the caller a grass when he asked him to stop.',
    'Long quarrel with next door at {place}. Today a bucket of dirty water was tipped over the washing.',
  ],
  noise: [
    'Music from a flat in {place} since ten last night. The walls shake. This is the third night.',
    'Party in the back garden at {place}, amplified, guests on the roof of the shed.',
    'Motor running and shouting under the window at {place} from four in the morning.',
  ],
  'vehicle-nuisance': [
    'Mopeds racing up and down {place}, no lights, one rode along the pavement past the school.',
    'Cars meeting in the car park off {place}: wheels spinning, loud music, about thirty people watching.',
    'Off-road bike ridden round the green by {place}; children had to jump out of the way.',
  ],
  'vehicle-abandoned': ['Car without plates left on {place} for two weeks, windows now broken, children playing in it.'],
  'littering-drugs-paraphernalia': [
    'Needles and foil in the bin store at {place}. The caretaker has cleared it twice this week.',
    'Rubbish bags split open along {place}; rats seen. Small plastic bags lying in the play area.',
  ],
  'animal-problems': ['Large dog off its lead at {place} chased a child on to a wall. The owner laughed.', 'Dogs left barking day and night in the yard at {place}.'],
  trespass: ['Youths on the roof of the garages behind {place}, throwing tiles down.'],
  'street-drinking': [
    'Six men drinking on the benches at {place} since midday. One is asleep across the path, the others shout at women going by.',
    'Street drinkers outside the station entrance near {place} again. Broken glass on the steps.',
  ],
  'prostitution-related': ['Cars slowing along {place} after dark and women approached by drivers; residents are being taken for sex workers.'],
  'begging-vagrancy': ['Man begging at the cash machine on {place} follows people who say no and has pulled at a sleeve.'],
  fireworks: ['Rockets fired along {place} at chest height by a group in dark clothing.', 'Fireworks pushed through the letterbox of an empty flat at {place}.'],
  'nuisance-communications': ['Forty silent calls since Monday to the caller at {place}; now a voice saying they know where she lives.'],
}

/** What officers write when they close an incident, as meaningful accounts. */
export const accounts = [
  'Attended at the address and spoke to the caller. The group had gone by the time we arrived. Area searched, nobody matching. Caller given the neighbourhood team’s number and told we would patrol at the same hour for a week.',
  'Spoke to those responsible, who were moved on and warned. Names taken for the neighbourhood team. Caller told at the door and content with that.',
  'No officer sent: discussed with the caller by telephone. The council’s noise team is dealing with it and has an appointment. Caller told whom to ring if it happens again.',
  'Attended with a colleague. Neighbour spoken to and denied it. Both sides given words of advice and mediation offered; caller said she would think about it.',
  'Neighbourhood officer visited the next day, spoke with caller and two neighbours, and has asked the landlord for the camera footage of the stairwell.',
] as const

/** What attending units are told beforehand. */
export const toldToUnits = [
  'Caller frightened; ring on arrival, do not knock next door. Answers to the prompt passed.',
  'Group of about eight, no weapons seen. Caller does not want to be seen speaking to police.',
  'Elderly caller, lives alone. Answers to the prompt passed.',
] as const
